## Таблицы, которые бот отдаёт файлами

sheet-staff = Сотрудники
sheet-staff-example = Ромашкина | Ольга | Петровна | Школа № 100 | Учитель биологии | Учитель, Наставник | Биология, Химия | 14.03.1991 | 2015 | Первая | +7 900 000-00-00 | 0451
sheet-errors = Ошибки
sheet-joined = уже в боте
sheet-file-template = Список сотрудников, образец.xlsx
sheet-file-errors = Ошибки в списке.xlsx
sheet-file-mistakes = Ошибки в опроснике.xlsx
sheet-file-questionnaire = { $title }, версия { $version }.xlsx
sheet-file-links = Сотрудники и ссылки.xlsx

sheet-profile = Профиль
sheet-consents = Согласия
sheet-answers = Опросники и ответы
sheet-own-words = Ответы своими словами
sheet-scores = Результаты
sheet-sharings = Кому открыто
sheet-external-results = Внешняя диагностика
sheet-skill-views = Взгляды на умения
sheet-route = Маршрут и шаги
sheet-history = История маршрута
sheet-evidence = Подтверждения
sheet-versions = Версии маршрута
sheet-changes = Просьбы о сроках
sheet-reflections = Размышления о шагах
sheet-themes = Самообразование
sheet-pairs = Наставничество
sheet-conversations = Переписка
sheet-events = Мероприятия
sheet-messages = Сообщения бота

sheet-you = вы
sheet-comment = комментарий
sheet-on-result = результат самодиагностики
sheet-hours = { $hours } ч
sheet-total = Всё вместе

sheet-column-sheet = Лист
sheet-column-row = Строка
sheet-column-column = Столбец
sheet-column-mistake = Что не так
sheet-column-link = Ссылка-приглашение
sheet-column-what = Что
sheet-column-value = Записано
sheet-column-name = Фамилия, имя, отчество
sheet-column-unit = Организация
sheet-column-position = Должность
sheet-column-roles = Роли
sheet-column-subjects = Предметы
sheet-column-birth-date = Дата рождения
sheet-column-teaching-since = Педстаж с
sheet-column-category = Категория
sheet-column-attestation = Аттестация
sheet-column-number-of = Версия
sheet-column-steps = Шаги
sheet-column-stage = Этап
sheet-column-phone = Телефон
sheet-column-number = Табельный номер
sheet-column-joined = В боте с
sheet-column-account = Мессенджер и номер чата
sheet-column-version = Текст согласия
sheet-column-given = Дано
sheet-column-withdrawn = Отозвано
sheet-column-questionnaire = Опросник
sheet-column-started = Начат
sheet-column-finished = Завершён
sheet-column-question = Вопрос
sheet-column-answer = Ваш ответ
sheet-column-competency = Компетенция
sheet-column-percent = Процент
sheet-column-level = Уровень
sheet-column-viewer = Кому
sheet-column-opened = Открыто
sheet-column-closed = Закрыто
sheet-column-source = Где пройдена
sheet-column-taken-on = Дата
sheet-column-submitted = Отправлено вами
sheet-column-reason = Причина
sheet-column-observer = Кто смотрел
sheet-column-of-whom = Чьи умения
sheet-column-mark = Отметка (0–3)
sheet-column-comment = Комментарий учителя
sheet-column-route-starts = Маршрут с
sheet-column-route-ends = Маршрут по
sheet-column-route-basis = Основание маршрута
sheet-column-route-status = Маршрут
sheet-column-step = Шаг
sheet-column-form = Форма
sheet-column-hours = Часы
sheet-column-starts = Начало
sheet-column-due = Срок
sheet-column-result = Ожидаемый результат
sheet-column-status = Состояние
sheet-column-done = Выполнен
sheet-column-remind = Не напоминать до
sheet-column-when = Когда
sheet-column-who = Кто
sheet-column-change = Что изменилось
sheet-column-text = Текст
sheet-column-kind = Вид
sheet-column-file = Файл
sheet-column-mentor = Наставник
sheet-column-mentee = Наставляемый
sheet-column-pair-form = Форма наставничества
sheet-column-pair-kind = Вид наставничества
sheet-column-pair-started = Начало пары
sheet-column-pair-ended = Конец пары
sheet-column-goals = Над чем работали
sheet-column-from = От кого
sheet-column-to = Кому адресовано
sheet-column-topic = Тема
sheet-column-event = Мероприятие
sheet-column-place = Место
sheet-column-registered = Вы записались
sheet-column-message = Сообщение
sheet-column-created = Создано
sheet-column-sent = Отправлено

sheet-status-route = { $status ->
    [draft] Черновик
    [on_review] На согласовании
    [approved] Утверждён
    [in_progress] В работе
    [done] Завершён
   *[closed] Закрыт досрочно
}
sheet-status-step = { $status ->
    [planned] Запланирован
    [in_progress] В работе
    [on_review] На проверке
    [done] Выполнен
    [returned] Нужна доработка
   *[cancelled] Отменён
}
sheet-status-decision = { $status ->
    [approved] Утверждён
   *[returned] Возвращён
}
sheet-status-change = { $status ->
    [asked] Ждёт ответа
    [agreed] Согласовано
    [refused] Оставлено как было
   *[withdrawn] Отозвано
}
sheet-change = { $kind ->
    [move] другой срок
   *[remove] убрать шаг
}
sheet-status-external = { $status ->
    [submitted] На проверке
    [confirmed] Подтверждена
   *[declined] Не подтверждена
}
sheet-source = { $source ->
    [federal] Федеральная
   *[regional] Региональная
}
sheet-view-kind = { $kind ->
    [lesson_visit] посещение урока
   *[after_training] после обучения
}
sheet-status-pair = { $status ->
    [proposed] Предложена
    [active] Работает
   *[ended] Завершена
}
sheet-status-registration = { $status ->
    [registered] Есть место
    [waiting] В очереди
   *[cancelled] Запись отменена
}
sheet-file = { $kind ->
    [photo] фото
    [voice] голосовое сообщение
    [video] видео
    [video_note] видеосообщение
    [audio] звукозапись
    [text] текст
    [link] ссылка
   *[document] документ
}
sheet-message = { $kind ->
    [digest] Утреннее напоминание
    [result_opened] Коллега открывает результат
    [conversation_message] Сообщение в переписке
    [conversation_edited] Исправленное сообщение
    [conversation_closed] Вопрос закрыт
    [event_announced] Новое мероприятие
    [event_soon] Мероприятие скоро начнётся
    [event_cancelled] Мероприятие отменено
    [event_place_freed] Освободилось место
    [route_submitted] Маршрут на согласование
    [route_approved] Маршрут утверждён
    [route_returned] Маршрут вернули
    [route_extended] Новая тема в маршруте
    [route_done] Маршрут завершён
    [route_closed] Маршрут закрыт
    [route_given] Для вас готов маршрут
    [route_taken_back] Маршрут отменён
    [change_asked] Просьба о шаге
    [change_decided] Ответ на просьбу о шаге
    [step_submitted] Шаг на проверку
    [step_accepted] Шаг принят
    [step_returned] Шаг вернули
    [external_submitted] Внешняя диагностика на проверку
    [external_confirmed] Внешняя диагностика подтверждена
    [external_declined] Внешняя диагностика не подтверждена
    [visit_shown] Что было видно на уроке
    [visit_answered] Ответ учителя после урока
    [after_training] Вопрос руководителю после обучения
    [newcomer_joined] Новый человек по вашей ссылке
    [correction_asked] Просьба исправить данные
   *[other] Уведомление
}

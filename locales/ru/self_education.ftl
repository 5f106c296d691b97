## Тема самообразования

theme-heading = <b>Тема самообразования</b>
theme-none = Один вопрос, который вам интересен: разобраться, попробовать на уроках, рассказать коллегам. Пять коротких этапов, срока нет.
theme-none-private = 🔒 Методист видит название и этап. Записи видите только вы.
theme-begin = ✏️ Начать
theme-begin-next = ✏️ Новая тема
theme-title = <b>{ $title }</b>
theme-stage = { $state ->
    [done] ✅ { $title }
    [current] ▸ <b>{ $title }</b>
   *[ahead] ▫️ { $title }
}
theme-now = Сейчас: { $hint }
theme-stage-ready = ✅ Этап готов
theme-stage-toast = Этап отмечен
theme-stage-before-toast = Этот этап уже отмечен раньше
theme-notes = 📝 Мои записи
theme-rename = ✏️ Изменить название
theme-leave = 🗂 Убрать в прошлые
theme-to-theme = ← К теме
theme-past = 🗂 Прошлые темы: { $count }

theme-ask-title = <b>Над чем хотите поработать?</b> Напишите тему одной фразой.
theme-ask-example = Например: «Как вовлечь тихих учеников в разговор на уроке».
theme-ask-suggested = Или выберите из своих тем. Эти подсказки видите только вы.
theme-ask-rename = <b>Как назвать тему теперь?</b> Сейчас она называется так:
theme-title-expected = Нужны слова: напишите тему одной фразой.
theme-ask-words = <b>Этап «{ $stage }»</b>
theme-ask-words-hint = Напишите два слова: что сделали и что поняли. Можно пропустить и дописать потом.
theme-no-words = Дальше без слов
theme-words-expected = Нужны слова: напишите обычным сообщением, что получилось.
theme-ask-new-words = <b>{ $stage }</b>: напишите заново, новые слова заменят прежние.
theme-words-now = Сейчас записано:
theme-edit-note = ✏️ { $stage }
theme-note-none = Пока без слов.
theme-ended = { $finished ->
    [1] ✅ Завершена: { $begun } – { $ended }
   *[other] Не завершена: { $begun } – { $ended }
}

theme-finished = 🎉 <b>Тема пройдена до конца!</b>
theme-finished-thanks = Спасибо за эту работу. Вашему опыту найдётся место: расскажите о нём методисту или коллегам.
theme-share = 💬 Поделиться практикой
theme-leave-warning = <b>Убрать тему в прошлые?</b> Записи сохранятся, но вернуться к её этапам будет нельзя.
theme-leave-sure = Да, убрать
theme-leave-no = Нет, работаю дальше
theme-left-toast = Тема в прошлых, записи сохранены
theme-past-title = <b>Прошлые темы</b>
theme-past-none = Прошлых тем пока нет.
theme-past-line = { $finished ->
    [1] ✅ { $title }
   *[other] ▫️ { $title }
}
error-theme-live = У вас уже есть тема в работе. Завершите её или уберите в прошлые.

## Аттестация

attestation-heading = <b>Аттестация</b>
attestation-none = Назовите её дату, и мы напомним заранее: за год, за полгода и ближе к делу.
attestation-none-why = Подтверждённые шаги маршрута сами сложатся в портфолио.
attestation-ask = 📅 Когда аттестация?
attestation-portfolio = 📁 Портфолио: { $count }
attestation-title = <b>Аттестация { $day }</b>
attestation-left = { $count ->
    [one] ⏳ Остался { $count } день
    [few] ⏳ Осталось { $count } дня
   *[other] ⏳ Осталось { $count } дней
}
attestation-today = Она сегодня. Удачи вам!
attestation-passed = Этот день уже прошёл. Если впереди новая аттестация, измените дату.
attestation-order = На первую и высшую категорию подают заявление, решение могут принимать до 60 дней: лучше не откладывать (приказ Минпросвещения от 24.03.2023 № 196).
attestation-steps = { $count ->
    [0] 📁 Портфолио пока пустое: сюда попадут подтверждённые шаги маршрута.
    [one] 📁 В портфолио { $count } подтверждённый шаг
    [few] 📁 В портфолио { $count } подтверждённых шага
   *[other] 📁 В портфолио { $count } подтверждённых шагов
}
attestation-change = 📅 Изменить дату
attestation-forget = Убрать дату
attestation-forgotten-toast = Дату убрали, напоминать не будем
attestation-ask-day = <b>Когда аттестация?</b>
attestation-ask-example = Напишите дату, например: 12 марта или «через полгода». Если ещё не скоро, то с годом.

## Портфолио

portfolio-heading = <b>Портфолио</b>
portfolio-none = Пока пусто. Сюда сами попадают шаги маршрута, которые подтвердил методист.
portfolio-count = { $count ->
    [one] { $count } подтверждённый шаг
    [few] { $count } подтверждённых шага
   *[other] { $count } подтверждённых шагов
}, { $hours ->
    [one] { $hours } час
    [few] { $hours } часа
    [many] { $hours } часов
   *[other] { $hours } часа
}
portfolio-step-day = ✅ { $number }. { $title }, { $day }
portfolio-step = ✅ { $number }. { $title }
portfolio-document = 📄 Документ
portfolio-archive = 🗂 С файлами
portfolio-to-attestation = ← Аттестация
portfolio-making = Собираем. Пришлём сюда, как только будет готово, а вы пользуйтесь ботом как обычно.
portfolio-busy = Ваше портфолио уже собираем. Пришлём его сюда, как только будет готово.
portfolio-failed = Собрать портфолио не получилось, простите. Попробуйте ещё раз.
portfolio-ready = 📄 Портфолио готово. Его можно править в Word.
portfolio-archive-ready = { $count ->
    [0] 🗂 Готово: в архиве документ.
    [one] 🗂 Готово: в архиве документ и { $count } файл.
    [few] 🗂 Готово: в архиве документ и { $count } файла.
   *[other] 🗂 Готово: в архиве документ и { $count } файлов.
}
portfolio-archive-left = { $count ->
    [one] { $count } файл не поместился или недоступен: он остался в чате, в документе это отмечено.
    [few] { $count } файла не поместились или недоступны: они остались в чате, в документе это отмечено.
   *[other] { $count } файлов не поместились или недоступны: они остались в чате, в документе это отмечено.
}
portfolio-file = Портфолио.docx
portfolio-archive-file = Портфолио.zip
portfolio-paper-title = Портфолио профессионального развития
portfolio-paper-name = Педагог: { $name }
portfolio-paper-work = Должность и организация: { $position }, { $unit }
portfolio-paper-category = Квалификационная категория: { $category }
portfolio-paper-count = Подтверждённых шагов маршрута: { $count }, часов: { $hours }
portfolio-paper-made = Составлено: { $day }
portfolio-paper-file = Файл: { $name }
portfolio-paper-chat = { $name }: файл хранится в чате
portfolio-paper-kind = { $kind ->
    [photo] Фото
    [voice] Голосовое сообщение
    [video] Видео
    [video_note] Видеосообщение
    [audio] Звукозапись
   *[other] Документ
}
portfolio-column-number = №
portfolio-column-day = Дата
portfolio-column-title = Что сделано
portfolio-column-competency = Компетенция
portfolio-column-form = Форма
portfolio-column-hours = Часы
portfolio-column-result = Результат
portfolio-column-evidence = Подтверждение

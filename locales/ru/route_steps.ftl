## Шаг маршрута: карточка, «Сделано», слова о шаге, итог маршрута

step-status-sent = ⏳ На проверке. Прислано: { $count }
step-asked-move = ⏳ Просьба перенести на { $due } ждёт ответа
step-asked-late = ⏳ Просьба о сроке { $due }: день прошёл без ответа
step-asked-remove = ⏳ Просьба убрать шаг ждёт ответа
step-move = 📅 Перенести
step-help = 🙋 Нужна помощь
step-more = ℹ️ Подробнее
step-reflect = 💭 Дописать

step-why = <b>Почему этот шаг</b>
step-scores-private = 🔒 Уровень и проценты видит только сам учитель, пока не откроет результат.
step-remind-on = ⏰ Напомним { $day }, срок прежний.
step-reflection = 💭 { $question }
step-said-by = 💬 <b>{ $name }</b>:
step-said-by-you = 💬 <b>Вы</b>:
step-spoken = 🎧 Голосовое сообщение
step-spoken-button = 🎧 Голос { $number }
step-history = <b>Что было с шагом</b>
step-event-line = { $day }: { $what } ({ $who })
step-event-line-why = { $day }: { $what } ({ $who }). { $why }
step-event-by = { $name }
step-event-by-you = вы
step-event = { $status ->
    [in_progress] взят в работу
    [on_review] отправлен на проверку
    [returned] возвращён на доработку
    [done] принят
    [cancelled] убран из маршрута
   *[planned] снова в плане
}
step-event-date = срок был { $old }, стал { $new }
step-event-form = форма: было «{ $old }», стало «{ $new }»
step-event-hours = часы: было { $old }, стало { $new }

step-proof-sound = Кружок или музыку к шагу не приложить. Пришлите, пожалуйста, голосовое, видео или файл.
step-evidence-own = фото, файл или пара слов
step-added = 📎 Добавлено, всего { $count }
step-loose-file = 📎 К какому шагу приложить файл?
step-loose-to = 📎 { $number }. { $title }
step-loose-done = ✅ { $number }. { $title }
step-loose-done-hint = С ✅ шаг станет сделанным и уйдёт на проверку.
step-snoozed = ⏰ Напомним { $day }. Официальный срок прежний: { $due }.
step-find-event = 📅 Найти событие
step-write-mentor = 💬 Написать наставнику
step-too-big = ⚠️ Файл больше { $limit } МБ: он сохранён в этом чате, но в портфолио не поместится.
step-saved = ✅ Сохранено и отправлено методисту.
step-saved-mentor = ✅ Сохранено и отправлено наставнику: { $names }.
step-questions = { $sent } { $count ->
    [1] Остался один короткий вопрос, его можно пропустить.
    [2] Осталось два коротких вопроса, их можно пропустить.
    [few] Осталось { $count } коротких вопроса, их можно пропустить.
   *[other] Осталось { $count } коротких вопросов, их можно пропустить.
}
step-accepted-before-toast = Уже принято
step-questions-more = 💭 Несколько слов о шаге
step-question = <b>{ $question }</b>
step-question-before = Вы писали:
step-question-skip = Пропустить
step-question-skip-all = Пропустить оба
step-question-expected = Здесь нужны слова, одной-двух фраз хватит.

summary-closed-hint = Шагов не осталось. Это не страшно: можно составить новый, когда захотите.
summary-done = { $count ->
    [one] Сделан { $count } шаг
    [few] Сделано { $count } шага
   *[other] Сделано { $count } шагов
}, { $hours ->
    [one] { $hours } час
    [few] { $hours } часа
    [many] { $hours } часов
   *[other] { $hours } часа
} работы
summary-change = 📈 <b>Было → стало</b>, { $before } → { $after }
summary-topic = { $topic }: { $before } % → <b>{ $now } %</b>
summary-repeat = Чтобы увидеть, что изменилось, пройдите опросник «{ $title }» ещё раз.
summary-repeat-from = Увидеть, что изменилось, поможет опросник «{ $title }»: пройти его снова можно с { $day }.
summary-thanks = Спасибо за эту работу! То, что получилось, пригодится и коллегам.
summary-take-again = 📋 Пройти ещё раз
summary-share = 📣 Поделиться практикой
summary-new = 🧭 Новый маршрут
notice-route-closed = ✖️ <b>Маршрут закрыт:</b> шагов в нём не осталось.

error-loose-file-gone = Этот файл уже не под рукой. Пришлите его, пожалуйста, ещё раз.
error-step-accepted = Этот шаг уже принят, добавлять к нему ничего не нужно. Если хочется показать ещё, напишите методисту: /ask

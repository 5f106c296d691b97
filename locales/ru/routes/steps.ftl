## Шаг маршрута: карточка, «Сделано», слова о шаге

step-title = <b>{ $title }</b>
step-form = { $form }, { $hours ->
    [one] { $hours } час
    [few] { $hours } часа
    [many] { $hours } часов
   *[other] { $hours } часа
}
step-due = Срок: с { $starts } по { $due }
step-due-day = Срок: { $due }
step-due-passed = Срок был { $due }. Ничего страшного, сделайте, когда сможете.
step-result = Что получится: { $result }
step-evidence = Что приложить: { $evidence }
step-status = { $status ->
    [in_progress] Шаг в работе
    [on_review] ⏳ На проверке у методиста
    [returned] ↩️ Нужна доработка
    [done] ✅ Выполнен
    [cancelled] Отменён
   *[planned] ▫️ Ещё не сделан
}
step-words = ↩️ <b>Нужно доработать:</b>
step-sent = 📎 Прислано: { $count }
step-proof = 📎 Приложено к шагу «{ $title }»
step-proof-of = 📎 <b>{ $name }</b>, шаг «{ $title }»
step-proof-button = { $kind ->
    [photo] 📎 Фото { $number }
    [document] 📎 Файл { $number }
    [voice] 📎 Голос { $number }
    [video] 📎 Видео { $number }
    [video_note] 📎 Видео { $number }
    [audio] 📎 Звук { $number }
    [link] 📎 Ссылка { $number }
   *[text] 📎 Текст { $number }
}
step-done = ✅ Сделано
step-add = 📎 Добавить ещё
step-open = Открыть шаг
step-ask-proof = Пришлите фото, файл, ссылку или напишите несколько слов. Можно и голосовое или видео.
step-proof-expected = Это к шагу не приложить. Пришлите, пожалуйста, фото, файл, ссылку или текст.
step-submitted = { $sent } Ответ придёт сюда.
step-accept = ✅ Принять
step-return = ↩️ Вернуть
step-ask-words = Чего не хватает? Напишите или скажите голосом, учитель получит ваши слова сразу вместе с шагом.

notice-step-submitted = ⏳ <b>Шаг сделан и пришёл к вам на проверку</b>
notice-step-accepted = ✅ <b>«{ $title }»</b> — шаг принят.
notice-step-returned = ↩️ <b>«{ $title }»</b> — нужно немного доработать.

error-step-decided = С этим шагом уже всё изменилось. Откройте маршрут заново.

draft-to-event = 📅 К событию
draft-event-off = ✖️ Событие отменили. Шаг остался, с ним можно поступить как удобно.

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

step-evidence-own = фото, файл или пара слов
step-added = 📎 Добавлено, всего { $count }
step-loose-file = 📎 К какому шагу приложить файл?
step-loose-to = 📎 { $number }. { $title }
step-loose-done = ✅ { $number }. { $title }
step-loose-done-hint = С ✅ шаг станет сделанным и уйдёт на проверку.
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
step-questions-more = 💭 Несколько слов о шаге
step-question = <b>{ $question }</b>
step-question-before = Вы писали:
step-question-skip = Пропустить
step-question-skip-all = Пропустить оба
step-question-expected = Здесь нужны слова, одной-двух фраз хватит.

error-loose-file-gone = Этот файл уже не под рукой. Пришлите его, пожалуйста, ещё раз.
error-step-accepted = Этот шаг уже принят, добавлять к нему ничего не нужно. Если хочется показать ещё, напишите методисту: /ask

error-step-decided-by = Этот шаг уже { $status ->
    [done] принят
    [cancelled] убран из маршрута
   *[returned] возвращён на доработку
}. Решение: { $name }.

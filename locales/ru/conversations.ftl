## Вопросы и ответы

talk-mine-title = <b>Ваши вопросы</b>
talk-line-open = ⏳ { $name }: ждёт ответа
talk-line-answered = ✅ { $name }: есть ответ
talk-open-open = ⏳ { $name }
talk-open-answered = ✅ { $name }
talk-to = ✏️ { $name }
talk-whom = <b>Кому написать?</b>
talk-addressee = { $role }: { $name }
talk-nobody = За вами пока не закреплены ни наставник, ни методист. Скажите об этом заместителю директора: он поможет.
talk-write-question = <b>Напишите вопрос.</b> Его прочитает только { $name }.
talk-write-words = <b>Напишите несколько слов.</b> Их прочитает только { $name }.
talk-what-fits = Можно прислать текст, фото, файл, голосовое или видео.
talk-privacy = 🔒 { $text }
talk-write-reply = <b>Напишите ответ.</b> Его получит { $name }.
talk-write-more = <b>Напишите, что добавить.</b> Это получит { $name }.
talk-expected = Такое передать не получится. Пришлите, пожалуйста, текст, фото, файл, голосовое или видео.
talk-passed = ✅ Передано: <b>{ $name }</b>
talk-absent = { $name } ещё не в боте: передам, как только войдёт.
talk-away = { $name } сейчас не получает сообщений бота: передам, как только вернётся.
talk-answer-within = { $days ->
    [one] Ответ придёт сюда, обычно в течение { $days } дня.
   *[other] Ответ придёт сюда, обычно в течение { $days } дней.
}
talk-add = ✏️ Дописать
talk-reply = ✏️ Ответить
talk-close = Спасибо, вопрос решён
talk-whole = Весь разговор
talk-ask-more = Задать другой вопрос
talk-with = <b>{ $name }</b>, { $unit }
talk-is-closed = ✅ Вопрос решён. Написать можно в любой момент.
talk-earlier = <i>Более ранние сообщения есть выше в этом чате.</i>
talk-you = <b>Вы</b>, { $at }
talk-they = <b>{ $name }</b>, { $at }
talk-file = 📎 { $kind ->
    [photo] Фото
    [voice] Голосовое сообщение
    [video] Видео
    [video_note] Видеосообщение
    [audio] Звукозапись
   *[document] Файл
}
talk-show-whole = { $kind ->
    [photo] 📎 Фото, { $day }
    [voice] 📎 Голосовое, { $day }
    [video] 📎 Видео, { $day }
    [video_note] 📎 Видео, { $day }
    [audio] 📎 Звук, { $day }
    [document] 📎 Файл, { $day }
   *[text] Целиком от { $day }
}
talk-continued = <b>{ $name }</b>, продолжение:
talk-closed = Хорошо, что помогло! Если появится новый вопрос, пишите.
notice-conversation-question = 💬 <b>{ $name }</b> ({ $unit }) пишет вам:
notice-conversation-answer = 💬 <b>{ $name }</b> ({ $unit }) отвечает:
notice-conversation-edited = ✏️ <b>{ $name }</b>, исправлено:
notice-conversation-voice-as-document = 🎙️ Голосовое сообщение для <b>{ $name }</b> дошло файлом: у собеседника закрыты голосовые от ботов.
notice-conversation-file-not-delivered = 📎 Файл для <b>{ $name }</b> не дошёл: мессенджер его больше не открывает. Слова дошли. Пришлите файл ещё раз.
notice-conversation-closed = 🤝 <b>{ $name }</b>: «Спасибо, вопрос решён».

error-talk-addressee = Этому человеку отсюда написать нельзя. Выберите наставника или методиста: /ask
error-talk-empty = Пустое сообщение передать не получится. Напишите хотя бы пару слов.
error-talk-too-long = { $excess ->
    [one] Длинновато: помещается { $limit } знаков, лишний { $excess } знак. Сократите и пришлите ещё раз, прежний текст остался выше.
    [few] Длинновато: помещается { $limit } знаков, лишние { $excess } знака. Сократите и пришлите ещё раз, прежний текст остался выше.
   *[other] Длинновато: помещается { $limit } знаков, лишних { $excess }. Сократите и пришлите ещё раз, прежний текст остался выше.
}
error-talk-left = { $name } здесь больше не работает. Напишите другому методисту: /ask

talk-about = Тема: <b>{ $topic }</b>
talk-about-private = Ваш результат вместе с вопросом не отправляется.
talk-step = К шагу: <b>{ $title }</b>
talk-open-step = 🧭 Посмотреть шаг
talk-share-whom = <b>Кому рассказать?</b> Методист посоветует, где это показать коллегам.
talk-write-practice = <b>Расскажите, что у вас теперь работает.</b> Нескольких фраз хватит. Прочитает { $name }.
talk-practice = 📣 Практика после маршрута. Тема: <b>{ $topic }</b>
talk-practice-alone = 📣 Практика после маршрута

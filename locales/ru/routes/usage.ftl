## Пригодилось ли обучение

transfer-passed = { $count ->
    [one] Прошёл { $count } день после шага <b>{ $title }</b>.
    [few] Прошло { $count } дня после шага <b>{ $title }</b>.
   *[other] Прошло { $count } дней после шага <b>{ $title }</b>.
}
transfer-question = <b>{ $text }</b>
transfer-private = Любой ответ хорош. В отчёт идёт только общая доля, без имён.
transfer-about = Шаг: { $title }
transfer-thanks = <b>Спасибо! Ваш ответ: { $answer }</b>
transfer-chosen = ✅ { $title }
transfer-example = Ваш пример:
transfer-example-now = Сейчас записано, новые слова заменят прежние:
transfer-example-give = ✏️ Привести пример
transfer-example-again = ✏️ Изменить пример
transfer-example-expected = Нужны слова: напишите пример обычным сообщением.
transfer-skip = Без примера
transfer-not-yet = Так бывает. Если что-то мешает начать, спросите наставника или методиста.
transfer-ask = 💬 Спросить
transfer-may-change = Ответ можно изменить:
transfer-next = Ещё один вопрос
error-transfer-closed = Этот вопрос уже закрыт. Спасибо, что вернулись к нему.

transfer-share-title = 🎓 <b>Пригодилось ли обучение</b>
transfer-share-what = Перенос обучения в практику: сколько педагогов применяют или пробуют то, чему учились, доля ответов за год. Имён и примеров здесь нет.
transfer-share-line = { $count ->
    [one] { $title }: <b>{ $percent } %</b>, { $count } ответ
    [few] { $title }: <b>{ $percent } %</b>, { $count } ответа
   *[other] { $title }: <b>{ $percent } %</b>, { $count } ответов
}
transfer-share-none = { $title }: —
transfer-share-hidden = Прочерк: ответили меньше { $least } человек, или по другим цифрам можно было бы узнать их ответы.

## Маршрут (ИОМ) и его шаги

route-title = <b>Мой маршрут</b>
route-none = Маршрут (ИОМ) — несколько посильных шагов на ближайшие месяцы: посмотреть, попробовать, показать.
route-none-first = Он строится по итогам самодиагностики. Начните с неё, это несколько минут.
route-none-ready = Итоги самодиагностики уже есть, можно составить черновик. Его увидите только вы.
route-take-questionnaire = 📋 К самодиагностике
route-make-draft = 🧭 Составить маршрут
route-other-basis = Другое основание
route-basis = Основание: { $basis }
route-past = Прошлый маршрут
route-exists-toast = Маршрут у вас уже есть, показываем его

route-draft-title = <b>Черновик маршрута</b>
route-draft-hint = Если подходит, отправьте методисту: он увидит шаги и темы.
route-draft-hint-result = Если подходит, отправьте методисту: он увидит шаги и темы, а проценты только если вы сами открыли ему результат.
route-draft-reasons = ❓ Почему
route-draft-empty = Пока пусто. Добавьте первый шаг: из каталога, из события или свой.
route-draft-exists = <b>У вас уже есть черновик</b>
route-draft-exists-hint = Он составлен по другому результату. Можно оставить его или составить новый, тогда прежний удалится.
route-draft-exists-hint-returned = Он составлен по другому результату. Можно оставить его или составить новый, тогда прежний закроется, а слова методиста сохранятся.
route-keep-draft = Показать прежний
route-redraft = 🔄 Составить новый
route-redate = 🔄 Обновить сроки
route-send = 📨 Отправить методисту
route-sent-toast = Отправлено методисту
route-drop = 🗑 Удалить черновик
route-drop-warning = <b>Удалить черновик?</b> Вернуть его будет нельзя, но можно составить новый.
route-drop-warning-returned = <b>Удалить черновик?</b> Править его будет нельзя. Версии и слова методиста останутся в прошлом маршруте.
route-dropped-toast = Черновик удалён
route-returned = ↩️ Методист просит поправить:
route-returned-wordless = ↩️ Методист вернул маршрут на доработку. Комментарий не сохранился.

route-on-review = ⏳ <b>Маршрут на согласовании.</b> Сейчас он у методиста: { $name }
route-on-review-anew = ⏳ <b>Маршрут на согласовании.</b> Прежний методист больше не ведёт его, ответит другой. Отправлять ещё раз не нужно.
route-finished = ✅ <b>Маршрут завершён</b>
route-summary = { $count ->
    [one] { $count } шаг, с { $starts } по { $ends }
    [few] { $count } шага, с { $starts } по { $ends }
    [many] { $count } шагов, с { $starts } по { $ends }
   *[other] { $count } шага, с { $starts } по { $ends }
}
route-progress = { $bar } { $done } из { $total }
route-next = Дальше: <b>{ $number }. { $title }</b>, { $state ->
    [late] срок был { $due }
    [returned] нужно доработать до { $due }
    [returned_late] нужно доработать, срок был { $due }
    [off] событие отменили
   *[ahead] до { $due }
}
route-behind = { $count ->
    [one] ✅ Принят шаг { $numbers }
   *[other] ✅ Приняты шаги { $numbers }
}
route-steps-before = ◂ Первые шаги
route-steps-more = Следующие шаги ▸
route-all-sent = Всё отправлено, ждём ответа методиста.
route-overdue = { $count ->
    [one] У { $count } шага срок уже прошёл. Ничего страшного, сделайте, когда сможете.
    [few] У { $count } шагов срок уже прошёл. Ничего страшного, сделайте, когда сможете.
    [many] У { $count } шагов срок уже прошёл. Ничего страшного, сделайте, когда сможете.
   *[other] У { $count } шага срок уже прошёл. Ничего страшного, сделайте, когда сможете.
}
route-overdue-count = Шагов, срок которых прошёл: { $count }

route-add-step = ➕ Шаг
route-write = 💬 Написать
route-more = ⚙️ Ещё
route-documents = 📄 Документ и календарь
route-versions = 🗂 Прошлые версии
route-keep-template = 📑 Сохранить как шаблон
route-summary-button = 📈 Итоги маршрута
route-closed = ✖️ <b>Маршрут закрыт досрочно</b>
route-reasons = Почему эти шаги
route-reasons-title = <b>Почему эти шаги</b>
route-reason-step = <b>{ $number }. { $title }</b>
route-reason = { $mark } { $competency }: { $level ->
    [critical] здесь помощь нужнее всего
    [acceptable] здесь есть куда расти
   *[other] здесь уже всё получается
}, { $percent } %.
route-reason-topic = Тема: { $competency }.
route-part = { $part ->
    [watch] Увидеть и понять, как это можно делать.
    [show] Показать коллегам, что получилось: так новое закрепляется.
    [beside] Рядом будет коллега или наставник, одному разбираться не придётся.
    [own] Этот шаг добавлен по собственному желанию.
    [event] Живое событие: что услышите, можно сразу попробовать у себя.
   *[try] Основная работа: разобраться и попробовать у себя.
}
route-part-first = { route-part } Начинаем с него: это просто и быстро.
route-scores-private = 🔒 Уровни и проценты видит только сам учитель, пока не откроет результат.

route-of = <b>{ $name }</b>, { $unit }
route-status = Маршрут: { $status ->
    [draft] дорабатывается
    [on_review] ждёт согласования
    [approved] утверждён
    [in_progress] в работе
    [done] завершён
   *[closed] закрыт досрочно
}
route-topics = Темы: { $titles }
route-theme = { $stage ->
    [none] Тема самообразования: { $title }
   *[other] Тема самообразования: { $title }. Этап: { $stage }
}
route-words-before = Прошлый комментарий:
route-approve = ✅ Утвердить
route-return = ↩️ Вернуть с комментарием
route-approved-line = ✅ Утверждено: { $name }
route-approved-before-toast = Этот маршрут вы уже утвердили
route-approved-toast = Утверждено. Учитель получит сообщение
route-approved-redated-toast = Утверждено. Сроки сдвинули, потому что согласование заняло время. Учитель получит сообщение
route-ask-words = Что поправить? Напишите или скажите голосом, учитель получит ваши слова вместе с черновиком.
route-words-expected = Здесь нужны слова. Напишите их обычным сообщением или скажите голосом.
route-return-done = ↩️ Вернули. { $name } получит ваши слова.
route-to-desk = 📥 К делам

step-mark = { $status ->
    [done] ✅
    [on_review] ⏳
    [returned] ↩️
    [cancelled] ✖️
   *[planned] ▫️
}
step-line = { step-mark } { $number }. { $title }, до { $due }
step-line-closed = { step-mark } { $number }. { $title }
step-line-overdue = { step-mark } { $number }. { $title }, срок был { $due }
step-line-off = { step-mark } { $number }. { $title }, событие отменили
step-button = { step-mark } { $number }. { $title }
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
    [link] 📎 Ссылка { $number }
   *[text] 📎 Текст { $number }
}
step-done = ✅ Сделано
step-add = 📎 Добавить ещё
step-open = Открыть шаг
step-to-route = 🧭 К маршруту
step-ask-proof = Пришлите фото, файл, ссылку или напишите несколько слов. Можно и голосовое или видео.
step-proof-expected = Это к шагу не приложить. Пришлите, пожалуйста, фото, файл, ссылку или текст.
step-submitted = { $sent } Ответ придёт сюда.
step-accept = ✅ Принять
step-return = ↩️ Вернуть
step-accepted-line = ✅ Принято: { $name }, «{ $title }»
step-accepted-toast = Принято. Учитель получит сообщение
step-ask-words = Чего не хватает? Напишите или скажите голосом, учитель получит ваши слова сразу вместе с шагом.
step-return-done = ↩️ Вернули на доработку. { $name } получит ваши слова.

notice-route-submitted = 🧭 <b>{ $name }</b> ({ $unit }) просит согласовать маршрут.
notice-route-resubmitted = 🧭 <b>{ $name }</b> ({ $unit }) снова просит согласовать маршрут.
notice-route-and = { $first }, { $second }
notice-route-changed = Изменено: { $what }.
notice-route-same = С прошлого раза шаги, сроки, формы и часы не менялись.
notice-route-added = { $count ->
    [one] добавлен { $count } шаг
    [few] добавлено { $count } шага
   *[other] добавлено { $count } шагов
}
notice-route-removed = { $count ->
    [one] убран { $count } шаг
    [few] убрано { $count } шага
   *[other] убрано { $count } шагов
}
notice-route-edited = { $count ->
    [one] в { $count } шаге другие сроки, форма или часы
   *[other] в { $count } шагах другие сроки, форма или часы
}
notice-route-approved = ✅ <b>Ваш маршрут утверждён.</b> Можно начинать.
notice-route-redated = Сроки сдвинули, потому что согласование заняло время.
notice-route-begins = Первый шаг: <b>{ $title }</b>, до { $due }
notice-route-returned = ↩️ <b>Методист вернул маршрут с комментарием:</b>
notice-route-returned-wordless = ↩️ <b>Методист вернул маршрут на доработку.</b>
notice-wordless = Комментарий не сохранился. Посмотрите ещё раз и отправьте снова.
notice-route-done = ✅ <b>{ $name }, поздравляем! Маршрут пройден.</b>
notice-step-submitted = ⏳ <b>Шаг сделан и пришёл к вам на проверку</b>
notice-step-accepted = ✅ <b>«{ $title }»</b> — шаг принят.
notice-step-returned = ↩️ <b>«{ $title }»</b> — нужно немного доработать.

error-route-decided = По этому маршруту решение уже принято.
error-route-nothing = По этому результату шагов не подобрать: дефицитов нет. Тему для роста можно выбрать вместе с методистом.
error-step-decided = С этим шагом уже всё изменилось. Откройте маршрут заново.

route-added-toast = Тема в вашем маршруте
notice-route-extended = 🧭 <b>{ $name }</b> ({ $unit }) дополняет свой маршрут.
error-route-on-review = Маршрут сейчас у методиста. Менять его можно, когда он ответит.
error-route-full = { $state ->
    [draft] В маршруте уже { $most ->
        [one] { $most } шаг
        [few] { $most } шага
       *[other] { $most } шагов
    }, больше не поместится. Чтобы добавить новый, уберите один.
   *[working] В маршруте уже достаточно шагов. Сначала сделайте часть из них.
}

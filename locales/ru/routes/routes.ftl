## Маршрут (ИОМ) как целое: экраны маршрута и слова, общие для всех его комнат

route-title = <b>Мой маршрут</b>
route-none = Маршрут (ИОМ) — несколько посильных шагов на ближайшие месяцы: посмотреть, попробовать, показать.
route-none-first = Он строится по итогам самодиагностики. Начните с неё, это несколько минут.
route-none-ready = Итоги самодиагностики уже есть, можно составить черновик. Его увидите только вы.
route-take-questionnaire = 📋 К самодиагностике
route-make-draft = 🧭 Составить маршрут
route-other-basis = Другое основание
route-basis = Основание: { $basis }
route-past = Прошлый маршрут

route-draft-title = <b>Черновик маршрута</b>
route-draft-hint = Если подходит, отправьте методисту: он увидит шаги и темы.
route-draft-hint-result = Если подходит, отправьте методисту: он увидит шаги и темы, а проценты только если вы сами открыли ему результат.
route-draft-reasons = ❓ Почему
route-draft-empty = Пока пусто. Добавьте первый шаг: из каталога, из события или свой.
route-redate = 🔄 Обновить сроки
route-send = 📨 Отправить методисту
route-drop = 🗑 Удалить черновик
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
step-to-route = 🧭 К маршруту

notice-wordless = Комментарий не сохранился. Посмотрите ещё раз и отправьте снова.

draft-day-week = Через неделю, { $day }
draft-day-fortnight = Через 2 недели, { $day }
draft-day-month = Через месяц, { $day }
draft-day-term = { $term }, до { $day }
draft-quiet = { $day } — это выходной или каникулы. Ближайший рабочий день: { $working }.
draft-quiet-working = Лучше { $day }
draft-quiet-keep = Оставить { $day }

route-recall = ↩️ Забрать обратно

remark-title = 💬 <b>{ $name }</b>
remark-listen = 🎧 Послушать

change-day = { $kind ->
    [week] Плюс неделя: { $day }
    [fortnight] Плюс две недели: { $day }
    [month] Плюс месяц: { $day }
   *[term] { draft-day-term }
}

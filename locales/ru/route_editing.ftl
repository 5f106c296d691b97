## Черновик маршрута: основание, правка шагов, новые шаги

basis-title = <b>На чём построим маршрут?</b>
basis-hint = По итогам диагностики шаги подберутся сами. Есть и другие поводы: тогда шаги выберете вы.
basis-line = 📊 { $title }, { $day }
basis-result = 📊 { $title }, { $day }
basis-plain = Без диагностики
basis-plain-title = <b>Зачем нужен маршрут?</b>
basis-plain-hint = Причина будет названа в маршруте и в документе. Шаги вы выберете сами.

draft-swap = 🔄 Заменить
draft-date = 📅 Срок
draft-remove = 🗑 Убрать
draft-to-event = 📅 К событию
draft-event-off = ✖️ Событие отменили. Шаг остался, с ним можно поступить как удобно.
draft-now = Сейчас: { $title }
draft-option = <b>{ $number }. { $title }</b>
draft-option-button = { $number }. { $form }, { $hours } ч
draft-swap-title = <b>Чем заменить шаг?</b>
draft-swap-none = Других подходящих шагов по этой теме в каталоге нет. Можно взять событие или написать свой шаг.
draft-swap-none-full = Других подходящих шагов по этой теме в каталоге нет. Можно оставить этот или убрать и взять событие или свой.
draft-swapped-toast = Заменили

draft-remove-title = <b>Убрать этот шаг?</b>
draft-remove-hint = Вы написали его сами, вернуть его будет нельзя.
draft-remove-yes = Да, убрать
draft-removed = 🗑 Убрали: <b>{ $title }</b>
draft-put-back = ↩️ Вернуть
draft-put-back-toast = Шаг снова в черновике
draft-left = { $count ->
    [one] Остался { $count } шаг.
    [few] Осталось { $count } шага.
    [many] Осталось { $count } шагов.
   *[other] Осталось { $count } шага.
}
draft-left-empty = Шагов больше нет, но черновик сохранён. Добавьте шаг, когда будет удобно.

draft-date-title = <b>Когда закончить?</b>
draft-date-now = { $title }. Сейчас срок: { $due }
draft-date-hint = Выберите день или напишите его: «15 января», «через месяц».
draft-day-week = Через неделю, { $day }
draft-day-fortnight = Через 2 недели, { $day }
draft-day-month = Через месяц, { $day }
draft-day-term = { $term }, до { $day }
draft-date-words = Здесь нужна дата. Напишите её обычным сообщением.
draft-date-toast = Новый срок: { $day }
draft-quiet = { $day } — это выходной или каникулы. Ближайший рабочий день: { $working }.
draft-quiet-working = Лучше { $day }
draft-quiet-keep = Оставить { $day }
draft-spread = 🗓 Распределить заново
draft-spread-toast = Сроки распределены заново, каникулы учтены
draft-spread-title = <b>Распределить сроки заново?</b>
draft-spread-hint = Изменятся и те сроки, что вы выбрали сами. Вернуть прежние можно будет только по одному.
draft-spread-line = ▫️ { $title }: { $before } → <b>{ $due }</b>
draft-spread-yes = 🗓 Да, распределить
draft-crowded-week = На неделе с { $first } выходит { $hours ->
    [one] { $hours } час
    [few] { $hours } часа
    [many] { $hours } часов
   *[other] { $hours } часа
}, обычно хватает { $most }.
draft-crowded = { draft-crowded-week } Сроки можно распределить свободнее.

add-begun = Теперь добавьте первый шаг. Черновик сохраняется сам, его видите только вы.
add-title = <b>Откуда взять шаг?</b>
add-hint = В каталоге готовые шаги по темам. Событие станет шагом со своей датой. Свой шаг можно назвать как угодно.
add-from-catalog = 📚 Из каталога
add-from-events = 📅 Из событий
add-own = ✍️ Свой шаг
add-another = ➕ Добавить шаг
add-ask-topic = О чём этот шаг?
add-topics-full = Новых тем больше не добавить, иначе всего не успеть. Выберите из этих.
add-other-topic = Другая тема
add-ask-kind = Какая это компетенция?
add-ask-group = <b>Другая тема.</b> Какая это компетенция?
add-in-group = <b>{ $group } компетенция</b>: что именно?
add-catalog-none = Всё, что есть в каталоге по этой теме, уже в маршруте. Можно взять событие или написать свой шаг.
add-events-title = <b>Какое событие станет шагом?</b>
add-events-none = Событий впереди пока нет. Загляните позже или выберите шаг из каталога.
add-done = ➕ В маршруте: <b>{ $title }</b>, до { $due }
add-event-register = На само событие нужно записаться отдельно.
add-known-toast = Этот шаг уже в маршруте

own-work = ⏱ Форма и часы
own-work-title = <b>Какая это работа?</b>
own-work-now = Сейчас: { step-form }
own-work-hint = Так шаг будет назван в маршруте и в документе.
own-work-toast = Записали: { step-form }
own-form-chosen = ✅ { $title }
own-hours-title = <b>Сколько часов это займёт?</b>
own-hours-form = Форма: { $form }
own-hours-hint = Выберите или напишите число: «12», «1,5».
own-hours = { $hours } ч
own-hours-chosen = ✅ { own-hours }

own-ask-title = <b>Свой шаг.</b> Что хотите сделать?
own-ask-title-hint = Напишите одной фразой, до { $limit } знаков. Например: «Провести три урока с работой в парах».
own-due = Срок: { $due }
own-ask-result = Что получится в итоге? Напишите фразу или пропустите.
own-skip = Пропустить
own-afresh = Начать заново
own-press-button = Выберите, пожалуйста, кнопкой ниже.
own-text-please = Здесь нужны слова. Напишите их обычным сообщением.

error-route-empty = В маршруте пока нет шагов. Добавьте хотя бы один и отправляйте.
error-route-topics = В маршруте уже { $most ->
    [one] { $most } тема
    [few] { $most } темы
   *[other] { $most } тем
}, больше за раз не нужно. Добавьте шаг по одной из них.
error-route-course = Курс в маршруте уже есть, второй вместе с ним не успеть. Выберите другой шаг.
error-step-agreed = Маршрут уже согласован. Срок или состав шагов меняются через «Перенести».
error-own-work-sent = По этому шагу уже отправлено подтверждение, поэтому работу с наставником на другую форму и обратно не меняют.
error-own-work-late = Этот шаг уже на проверке или закрыт. Форму и часы меняют раньше.
error-hours-words = Здесь нужно число часов, целое или с половиной. Например: «12» или «1,5».
error-hours-few = { $form } — это не меньше { $least } ч. Проверьте число или выберите другую форму.
error-hours-many = { $form } — это не больше { $most } ч. Проверьте число или выберите другую форму.
error-step-known = Такой шаг уже есть в маршруте.
error-event-taken = Это событие уже есть в маршруте.
error-event-over = Это событие уже началось или отменено. Выберите другое.
error-own-step-gone = Этот шаг уже добавлен или начат заново. Откройте маршрут.

## Мероприятия

event-list-title = <b>Ближайшие мероприятия</b>
event-list-empty = Пока ничего не назначено. Когда появится, вам придёт сообщение.
event-line = { $moment }
    <b>{ $title }</b>
event-line-mine = ✅ Вы записаны
event-line-waiting = ⏳ Вы в очереди
event-new-button = ➕ Объявить
event-topic-title = <b>Мероприятия по теме:</b> { $topic }
event-topic-empty = По теме «{ $topic }» пока ничего не назначено.
event-topic-others = А вот что будет в ближайшее время:
event-all = 📅 Все мероприятия

event-title = <b>{ $title }</b>
event-format = { $format }
event-moment = { $moment }
event-moment-year = { $moment } ({ $year } год)
event-when = 🕒 { $when }
event-place = 📍 { $place }
event-link = 💻 { $place }
event-link-later = 💻 Онлайн, ссылка откроется после записи
event-seats = 🪑 Свободно мест: { $free } из { $capacity }
event-full = 🪑 Мест нет, но можно встать в очередь
event-mine = ✅ Вы записаны. Напомню перед началом.
event-waiting = ⏳ Вы в очереди, место { $line }. Если место освободится, я сразу напишу.
event-is-cancelled = ❌ Мероприятие отменено
event-is-started = Мероприятие уже началось
event-is-closed = Запись закончена
event-register = ✅ Записаться
event-stand-in-line = ⏳ Встать в очередь
event-leave = Отменить запись
event-leave-line = Выйти из очереди
event-open-link = 💻 Открыть ссылку
event-people = 👥 Список
event-cancel = Отменить мероприятие
event-toast-registered = Вы записаны
event-toast-waiting = Мест нет, вы в очереди
event-toast-left = Запись отменена
event-toast-cancelled = Отменено. Записавшиеся получат сообщение

event-registered = { $count ->
    [0] Пока никто не записался
    [one] Записался { $count } человек
    [few] Записалось { $count } человека
   *[other] Записалось { $count } человек
}
event-in-line = { $count ->
    [one] В очереди { $count } человек
    [few] В очереди { $count } человека
   *[other] В очереди { $count } человек
}
event-guest = • { $name }, { $unit }
event-guest-waiting = ⏳ { $name }, { $unit }
event-sure-to-cancel = <b>Отменить мероприятие?</b> { $title }
event-sure-when = 🕒 { $moment }
event-sure-hint = Все, кто записался или взял его в маршрут, получат сообщение. Вернуть мероприятие нельзя, только объявить новое.
event-yes-cancel = Да, отменить

## Новое мероприятие

event-kept = <b>У вас начато мероприятие</b>
event-kept-title = <b>У вас начато мероприятие:</b> { $title }
event-kept-ask = Продолжим с того же места?
event-go-on = Продолжить
event-afresh = Начать заново
event-step = Шаг { $step } из { $steps }
event-now = Сейчас: { $text }
event-ask-format = <b>Что проводим?</b>
event-ask-title = <b>Как называется?</b> Напишите одной строкой.
event-ask-when = <b>Когда начало?</b>
event-ask-when-hint = Выберите или напишите, например «12 декабря 15:00» или «завтра в 14:30».
event-tomorrow-at = Завтра, { $time }
event-in-a-week-at = Через неделю, { $time }
event-ask-place = <b>Где встречаемся?</b>
event-ask-place-hint = Напишите адрес и кабинет или пришлите ссылку, если это онлайн.
event-ask-audience = <b>Кого зовём?</b>
event-ask-audience-hint = Рядом число тех, кто уже подключился к боту и получит приглашение.
event-audience-everyone = Все сотрудники: { $count }
event-audience-teacher = Учителя: { $count }
event-audience-young-specialist = Молодые специалисты: { $count }
event-audience-class-teacher = Кл. руководители: { $count }
event-audience-mentor = Наставники: { $count }
event-audience-leader = Руководители: { $count }
event-ask-announce = <b>Что сказать о мероприятии?</b> Пара фраз: о чём оно и что взять с собой.
event-no-announce = Без описания
event-ask-seats = <b>Сколько мест?</b> Выберите или напишите число.
event-no-limit = Без ограничений
event-preview = Так увидят приглашение:
event-recipients = { $count ->
    [0] Пока никто не получит: никто из них ещё не подключился к боту.
    [one] Получит: { $count } человек
    [few] Получат: { $count } человека
   *[other] Получат: { $count } человек
}
event-recipients-at-most = { $count ->
    [0] Пока никто не получит: никто из этих учителей ещё не подключился к боту.
    [one] Приглашение получит до { $count } учителя.
   *[other] Приглашение получат до { $count } учителей.
}
event-for-unit = 👥 Для учителей: { $title }
event-for-subject = 👥 Для учителей предмета: { $title }
event-topic = 🎯 Тема: { $topic }
event-widen-audience = <b>Кого зовём?</b> Можно оставить как есть или позвать шире.
event-keep-audience = Оставить как есть
event-ask-topic = <b>О чём мероприятие?</b>
event-ask-topic-hint = По теме его найдут те, кому она нужна.
event-ask-topic-exactly = <b>{ $group }:</b> о чём именно?
event-no-topic = Без темы
event-publish = 📣 Опубликовать
event-edit = ✏️ Изменить
event-choose-part = <b>Что изменить?</b>
event-part-format = Формат
event-part-title = Название
event-part-when = Время
event-part-place = Место
event-part-audience = Кого зовём
event-part-announce = Описание
event-part-capacity = Число мест
event-part-topic = Тема
event-published = 📣 <b>Опубликовано.</b> Приглашения уже в пути, а ночью и в выходные они подождут утра.
event-published-toast = Опубликовано
event-press-button = Здесь нужно нажать кнопку.
event-text-please = Здесь нужен обычный текст.

## Сообщения о мероприятиях

notice-event-announced = 📣 <b>Приглашаем вас</b>
notice-event-soon = ⏰ <b>Скоро начало, в { $time }:</b> { $title }
notice-event-cancelled = ❌ <b>Отменено:</b> { $title }
notice-event-cancelled-when = Приходить { $moment } не нужно. Простите за беспокойство.
notice-event-cancelled-step = Шаг в маршруте остался, с прежним сроком. Его можно перенести или убрать.
notice-event-place-freed = 🎉 <b>Для вас освободилось место:</b> { $title }
notice-event-place-freed-when = 🕒 { $moment }. Вы уже записаны. Если планы изменились, отмените запись.

error-event-when-unclear = Не получилось понять дату. Напишите, например, «12 декабря 15:00».
error-event-when-no-time = Нужно и время начала. Напишите, например, «завтра в 14:30».
error-event-when-no-such-time = Такого времени не бывает. Напишите, например, «завтра в 14:30».
error-event-when-past = Это время уже прошло. Выберите другое.
error-event-when-far = Это дальше, чем через год. Выберите время поближе.
error-event-when-year = Ближайшая такая дата ещё не скоро. Если всё верно, напишите её с годом: «12.12.2027 15:00».
error-event-seats = Нужно число от 1 до { $most }.
error-event-draft-gone = Этого черновика уже нет. Начните заново: /newevent
error-event-not-for-you = Это мероприятие для других коллег. Если хотите прийти, напишите методисту.
error-event-cancelled = Это мероприятие отменено.
error-event-started = Мероприятие уже началось.
error-event-closed = Запись уже закончена.

## Шаблоны маршрутов

template-list-title = 📑 <b>Шаблоны маршрутов</b>
template-list-hint = Шаги без имён и дат: составили один раз, дать можно многим.
template-list-empty = Пока ни одного. Откройте удачный маршрут и нажмите «Сохранить как шаблон».
template-line = { $title } ({ $count })

template-title = 📑 <b>{ $title }</b>
template-topics = Темы: { $titles }
template-author = Составлен: { $name }, { $unit }
template-unit = { $unit }
template-is-away = 🗄 Убран из списка: больше никому не даётся. Начатые маршруты идут своим чередом.
template-step = { $days ->
    [one] { $number }. { $title }, { $days } день
    [few] { $number }. { $title }, { $days } дня
   *[other] { $number }. { $title }, { $days } дней
}
template-give = 👥 Дать учителям
template-assignments = { $count ->
    [one] 🗂 Кому дан: { $count } раз
    [few] 🗂 Кому дан: { $count } раза
   *[other] 🗂 Кому дан: { $count } раз
}
template-rename = ✏️ Переименовать
template-put-away = 🗄 Убрать из списка
template-take-back = ↩️ Вернуть в список
template-saved = ✅ Шаблон сохранён.
template-to-list = 📑 К шаблонам

template-save-title = 📑 <b>Шаблон из этого маршрута</b>
template-save-how = Сохранятся только шаги: без имени, дат и процентов. Лишний шаг уберите кнопкой.
template-save-own = ✏️ Написано своими словами. Посмотрите, нет ли в этом личного.
template-save-own-out = ✏️ Написанное своими словами не войдёт: там может быть личное. Нужный шаг добавьте кнопкой.
template-save-events = 📅 Мероприятия не войдут: у них своя дата.
template-save-name = <b>Как назвать шаблон?</b> Напишите одной строкой.
template-save-nothing = Пока не взят ни один шаг. Добавьте хотя бы один.
template-kept = { $own ->
    [own] ✏️ { $number }. { $title }
   *[known] { $number }. { $title }
}
template-kept-out = { $own ->
    [own] ✏️ <s>{ $number }. { $title }</s>
   *[known] <s>{ $number }. { $title }</s>
}
template-name-expected = Здесь нужно название. Напишите его обычным сообщением.
template-ask-new-name = <b>Как назвать по-новому?</b> Напишите одной строкой.

template-ask-unit = <b>Где дать?</b> Выберите организацию: маршрут получат и те, кто входит в неё.
template-ask-audience = <b>Кому дать?</b> { $unit }
template-ask-audience-hint = Рядом число тех, кто получит: они уже в боте и без своего маршрута.
template-choose-teacher = Учителя: { $count }
template-choose-young-specialist = Молодые специалисты: { $count }
template-choose-class-teacher = Кл. руководители: { $count }
template-choose-mentor = Наставники: { $count }
template-to-whom = 👥 { $audience ->
    [young_specialist] Молодые специалисты
    [class_teacher] Классные руководители
    [mentor] Наставники
   *[teacher] Учителя
}, { $unit }

template-preview-title = { $count ->
    [one] 📑 <b>{ $title }</b>, { $count } шаг
    [few] 📑 <b>{ $title }</b>, { $count } шага
   *[other] 📑 <b>{ $title }</b>, { $count } шагов
}
template-starts = 📅 Начало { $day }
template-dues = ⏳ Первый шаг до { $first }, последний до { $last }
template-getting = { $count ->
    [0] <b>Не получит никто</b>
    [one] <b>Получит { $count } человек</b>
    [few] <b>Получат { $count } человека</b>
   *[other] <b>Получат { $count } человек</b>
}
template-fate-has-route = Уже есть свой маршрут: { $count }
template-fate-not-joined = Ещё не подключились к боту: { $count }
template-fate-author = Себе маршрут не дают: вы не в счёт
template-preview-hint = Маршрут начнёт работать сразу, каждый получит сообщение. Отменить можно в течение суток.
template-too-many = Сразу можно дать { $count ->
    [one] не больше чем { $count } человеку
   *[other] не больше чем { $count } людям
}. Выберите организацию поменьше.
template-elsewhere = 🏫 Другая организация
template-confirm = ✅ Дать маршрут: { $count }
template-people = 👥 Поимённо
template-start-today = 📅 Сегодня
template-start-on = 📅 С { $day }
template-member-gets = ✅ { $name }
template-member-has-route = ▫️ { $name }: уже есть свой маршрут
template-member-not-joined = ▫️ { $name }: ещё не в боте
template-member-author = ▫️ { $name }: это вы
template-nobody = Здесь таких нет.

template-given = { $count ->
    [one] ✅ Маршрут у { $count } человека, начало { $day }
   *[other] ✅ Маршрут у { $count } человек, начало { $day }
}
template-begun = { $count ->
    [0] Пока никто не начал
    [one] Уже начал { $count } человек:
    [few] Уже начали { $count } человека:
   *[other] Уже начали { $count } человек:
}
template-name = • { $name }
template-more-names = … и ещё { $count }
template-undo-until = ↩️ Отменить можно до { $day ->
    [today] { $time } сегодня
    [later] { $moment }
   *[tomorrow] завтра, { $time }
}
template-undo = ↩️ Отменить
template-undo-sure = ↩️ <b>Отменить?</b> { $title }
template-undo-taken = { $count ->
    [0] Все уже начали: маршрут ни у кого не исчезнет.
    [one] Маршрут исчезнет у { $count } человека, который ещё не начал.
   *[other] Маршрут исчезнет у { $count } человек, которые ещё не начали.
}
template-undo-left = { $count ->
    [one] { $count } человек уже начал: маршрут останется.
    [few] { $count } человека уже начали: маршрут у них останется.
   *[other] { $count } человек уже начали: маршрут у них останется.
}
template-undo-yes = Да, отменить
template-undone = ↩️ <b>Отменено</b>
template-left = Маршрут остался у тех, кто уже начал: { $count }
template-left-nobody = Этого маршрута больше ни у кого нет.
template-given-toast = Готово. Каждый получит сообщение
template-undone-toast = { $count ->
    [0] Отменено
   *[other] Отменено, маршрутов снято: { $count }
}

template-assignments-title = Кому дан, последние сверху. Рядом число маршрутов.
template-assignments-none = Пока никому не дан.
template-assignment = { $day } { $unit }: { $count }
template-assignment-undone = ↩️ { $day } { $unit }: { $count }

notice-route-given = 🧭 <b>Для вас готов маршрут: { $title }</b>
notice-route-given-size = { $count ->
    [one] { $count } шаг, с { $starts } по { $ends }
    [few] { $count } шага, с { $starts } по { $ends }
   *[other] { $count } шагов, с { $starts } по { $ends }
}
notice-route-given-author = Методист: { $name }
notice-route-given-first = Начните с простого: <b>{ $title }</b>, до { $due }
notice-route-given-open = 🧭 Открыть маршрут
notice-route-taken-back = ↩️ Методист отменил маршрут <b>{ $title }</b>. Ничего делать не нужно.

error-template-empty = В шаблоне пока нет шагов. Добавьте хотя бы один.
error-template-put-away = Этот шаблон убран из списка, давать его больше нельзя.
error-template-preview-old = Пока вы смотрели, кое-что изменилось. Проверьте и подтвердите ещё раз.
error-template-too-many = Это слишком много людей сразу. Выберите организацию поменьше.
error-template-nobody = Давать уже некому: у всех есть маршрут.
error-template-undo-late = Прошли сутки, отменить уже нельзя. Начатые маршруты остаются у учителей.

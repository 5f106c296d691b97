## Общая картина диагностики

group-title = 📊 <b>Диагностика ваших учителей</b>
group-coverage = Прошли: <b>{ $finished } из { $teachers }</b> ({ $percent } %)
group-coverage-hint = Считаем за последние 12 месяцев: самодиагностику и подтверждённые внешние результаты.
group-nobody = В ваших организациях пока нет учителей.
group-who = ✅ Кто прошёл
group-map-by-unit = 🗺 Карта: по школам
group-map-by-subject = 🗺 Карта: по предметам
group-transfer = 🎓 Пригодилось ли обучение
group-wellbeing = 🌿 Запас сил коллектива
group-external = 📥 Внести внешние списком
group-edit = ✏️ Опросники: правка

group-who-title = <b>Кто прошёл диагностику</b>
group-who-unit = <b>{ $unit }:</b> кто прошёл диагностику
group-who-legend = ✅ прошли, ⏳ отвечают, ▫️ ещё не начинали
group-missing-count = { $count ->
    [0] Прошли все, молодцы!
    [one] Ещё не прошёл { $count } учитель
    [few] Ещё не прошли { $count } учителя
   *[other] Ещё не прошли { $count } учителей
}
group-line-finished = ✅ { $name }, { $day }
group-line-begun = ⏳ { $name }
group-line-not = ▫️ { $name }
group-show-missing = Только кто не прошёл
group-show-all = Показать всех

group-map-title-unit = 🗺 <b>Карта по школам</b>
group-map-title-subject = 🗺 <b>Карта по предметам</b>
group-map-hint = Средний процент учителей за год. ⚪ — ответов мало, число скрыто.
group-by-first-subject = Учителя двух предметов считаются по первому.
group-map-empty = Пока показать нечего: карта появится, когда самодиагностику пройдут хотя бы пять учителей.
group-untold-units = { $count ->
    [one] ⚪ И ещё { $count } организация: ответов мало.
    [few] ⚪ И ещё { $count } организации: ответов мало.
   *[other] ⚪ И ещё { $count } организаций: ответов мало.
}
group-untold-subjects = { $count ->
    [one] ⚪ И ещё { $count } предмет: ответов мало.
    [few] ⚪ И ещё { $count } предмета: ответов мало.
   *[other] ⚪ И ещё { $count } предметов: ответов мало.
}
group-all-untold-units = { $count ->
    [1] ⚪ По вашей организации ответов пока мало.
    [one] ⚪ Ни по одной из { $count } организации пока не хватает ответов.
   *[other] ⚪ Ни по одной из { $count } организаций пока не хватает ответов.
}
group-all-untold-subjects = { $count ->
    [1] ⚪ По единственному предмету ответов пока мало.
    [one] ⚪ Ни по одному из { $count } предмета пока не хватает ответов.
   *[other] ⚪ Ни по одному из { $count } предметов пока не хватает ответов.
}
group-row = <b>{ $title }</b>
group-whole = <b>Все вместе</b>
group-line-group = { $cell } <b>{ $title }</b>
group-row-empty = ⚪ Ответов пока мало, числа скрыты.
group-in-need = Где помощь нужнее всего:
group-nothing-in-need = Красных и жёлтых тем нет.
group-more-in-need = { $count ->
    [one] И ещё { $count } тема: она в «Подробно».
    [few] И ещё { $count } темы: они в «Подробно».
   *[other] И ещё { $count } тем: они в «Подробно».
}
group-in-full = 📋 Подробно
group-event-hint = 📅 Нажмите, чтобы создать мероприятие для этих учителей.
group-topics = 🎯 По темам
group-choose-group = Что посмотреть подробнее?
group-picture = 🖼 Картинкой
group-sheet = 📄 Таблицей
group-not-drawn = Картинка не получилась, простите. Попробуйте чуть позже: те же числа есть на карте и в таблице.
group-picture-hint = Число в клетке — средний процент учителей за год.
group-picture-part = На картинке первые { $shown } из { $rows }, остальные в таблице.
group-sheet-ready = 📄 Карта в таблице: по группам и по темам.

group-few = мало
group-legend-hidden = Мало ответов
group-file-by-unit = Карта по школам
group-file-by-subject = Карта по предметам
group-sheet-groups = Группы
group-sheet-competencies = Темы
group-column-unit = Школа
group-column-subject = Предмет
group-row-whole = Все вместе

## Общая картина диагностики

group-title = 📊 <b>Диагностика ваших учителей</b>
group-coverage = Прошли: <b>{ $finished } из { $teachers }</b> ({ $percent } %)
group-coverage-hint = Считаем за последние 12 месяцев: самодиагностику и подтверждённые внешние результаты.
group-nobody = В ваших организациях пока нет учителей.
group-who = ✅ Кто прошёл
group-map-by-unit = 🗺 Карта: по школам
group-map-by-subject = 🗺 Карта: по предметам
group-wellbeing = 🌿 Запас сил коллектива
group-external = 📥 Внешние результаты
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
group-map-order = По порядку: { $groups }.
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
group-row = <b>{ $title }</b>
group-whole = <b>Все вместе</b>
group-line-group = { $cell } <b>{ $title }</b>
group-event-hint = 📅 Нажмите, чтобы создать мероприятие для этих учителей.
group-topics = 🎯 По темам
group-choose-group = Что посмотреть подробнее?
group-picture = 🖼 Картинкой
group-sheet = 📄 Таблицей
group-drawing = Рисую…
group-picture-busy = Сейчас рисую другие картинки. Нажмите ещё раз через минуту.
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

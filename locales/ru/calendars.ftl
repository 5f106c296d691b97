## Школьный календарь организации

calendar-title = <b>Школьный календарь: { $unit }</b>
calendar-which = { $title }, { $year } учебный год. В каникулы, воскресенья и праздники бот не беспокоит.
calendar-terms = <b>Учёба</b>
calendar-holidays = <b>Каникулы</b>
calendar-line = ▫️ { $title }: { $first } – { $last }
calendar-now = ▸ <b>{ $title }</b>: { $first } – { $last }
calendar-choose = 📅 Выбрать другой
calendar-others = Другие организации
calendar-choose-unit = <b>Чей календарь показать?</b>
calendar-ask = <b>По какому календарю работает { $unit }?</b>
calendar-chosen = ✅ { $title }
calendar-confirm = <b>{ $unit }</b>: выбрать календарь «{ $title }»?
calendar-confirm-units = { $count ->
    [1] Календарь сменится в этой организации.
    [one] Календарь сменится сразу в { $count } организации: здесь и во всех, что ниже.
   *[other] Календарь сменится сразу в { $count } организациях: здесь и во всех, что ниже.
}
calendar-confirm-what = Поменяются дни, когда бот молчит, и сроки новых маршрутов. Сроки уже составленных останутся.
calendar-sure = ✅ Выбрать этот
calendar-chosen-toast = Календарь выбран

## Внешняя диагностика: федеральная и региональная

external-title = <b>Внешняя диагностика</b>
external-empty = Проходили федеральную или региональную диагностику? Добавьте её: методист подтвердит, и она будет учтена.
external-legend = ⏳ ждёт методиста, ✅ подтверждена, ❌ не подтверждена
external-add = ➕ Добавить
external-to-list = ← К списку
external-line = { $status ->
    [confirmed] ✅
    [declined] ❌
   *[submitted] ⏳
} { $source ->
    [federal] Федеральная
   *[regional] Региональная
}, { $day }
external-source = <b>{ $source ->
    [federal] Федеральная диагностика
   *[regional] Региональная диагностика
}</b>
external-day = 📅 { $day }
external-day-and-year = { $day } { $year } года
external-chosen = { $source ->
    [federal] Федеральная
   *[regional] Региональная
}, { $day }
external-status = { $status ->
    [confirmed] ✅ Подтверждена
    [declined] ❌ Не подтверждена
   *[submitted] ⏳ Ждёт методиста
}
external-whose = 👤 <b>{ $name }</b>, { $unit }
external-methodist-writes = Методист пишет:
external-file = 📎 Показать файл
external-remove = { $status ->
    [submitted] Забрать обратно
   *[other] Удалить
}

external-step = Шаг { $step } из { $steps }
external-press-button = Выберите кнопкой.
external-ask-source = <b>Какую диагностику вы прошли?</b>
external-ask-source-hint = Региональную проводят, например, ЦНППМ или институт развития образования вашего региона.
external-source-button = { $source ->
    [federal] Федеральная
   *[regional] Региональная
}
external-ask-day = <b>Когда вы её прошли?</b>
external-ask-day-hint = Выберите или напишите дату, например: 12 марта или 05.11.2025
external-today = Сегодня, { $day }
external-yesterday = Вчера, { $day }
external-day-first = Файл понадобится на следующем шаге. Сначала дата.
external-ask-file = <b>Пришлите подтверждение:</b> одно фото или PDF.
external-ask-file-hint = Подойдёт сертификат, справка или снимок экрана, до 20 МБ. 🔒 Файл увидят только вы и методисты.
external-sent = <b>Отправили методисту.</b>
external-first-of-album = Файлов было несколько, взяли первый.
external-sent-next = Когда методист ответит, мы напишем.
external-sure-title = <b>Удалить?</b> { $source ->
    [federal] Федеральная
   *[regional] Региональная
} диагностика, { $day }
external-sure = Удалим вместе с файлом. Добавить её можно будет заново.
external-sure-confirmed = Методист её уже подтвердил. После удаления она больше не будет учтена.
external-removed-toast = Удалено

external-confirm = ✅ Подтвердить
external-decline = ❌ Не подтверждать
external-confirmed-toast = Подтверждено. Учителю напишем
external-ask-reason = <b>Почему не подтверждаете?</b> Напишите одной фразой: учитель её прочитает и сможет прислать заново.
external-declined-done = Не подтверждено. Учителю напишем.

notice-external-submitted = 📎 <b>{ $name }</b> ({ $unit }) просит подтвердить внешнюю диагностику
notice-external-confirmed = ✅ <b>Внешняя диагностика подтверждена</b> и теперь учтена.
notice-external-declined = ❌ <b>Внешнюю диагностику не подтвердили</b>
external-send-again = Прислать заново

error-external-known = Эта диагностика с такой датой у вас уже есть в списке.
error-external-decided = По этой диагностике решение уже принято.
error-external-day-old = Это было слишком давно: учитываем диагностику за последние { $years } { $years ->
    [few] года
   *[other] лет
}.
error-external-file-kind = Нужно фото или файл PDF.
error-external-file-large = Файл слишком большой: нужно не больше { $limit } МБ.
error-day-unclear = Не получилось понять дату. Напишите день и месяц, например: 12 марта. Можно и с годом.
error-day-ahead = Этот день ещё не наступил.
error-day-year = Напишите дату с годом, например: 25 декабря 2025

## Внешняя диагностика списком

external-bulk-title = <b>Внести внешнюю диагностику списком</b>
external-bulk-how = Заполните таблицу из этого сообщения и пришлите её сюда: .xlsx или .csv, до 5 МБ и 5000 строк. Строку-пример удалите.
external-bulk-columns = Обязательны фамилия, имя, источник и дата. Источник: федеральная или региональная. Тёзок различаем по организации и табельному номеру.
external-bulk-safe = Сначала покажем, что получится. Внесённое сразу считается подтверждённым вами.
external-bulk-expected = Ждём таблицу: .xlsx или .csv. Передумали — нажмите /cancel
external-bulk-checked = <b>Таблица проверена</b>, пока ничего не внесли.
external-bulk-added = { $count ->
    [one] ➕ Новых: { $count } запись
    [few] ➕ Новых: { $count } записи
   *[other] ➕ Новых: { $count } записей
}
external-bulk-unchanged = { $count ->
    [one] ✅ Уже внесена: { $count } запись
    [few] ✅ Уже внесены: { $count } записи
   *[other] ✅ Уже внесены: { $count } записей
}
external-bulk-ask = Вносим?
external-bulk-some = Можно внести верные строки сейчас или поправить таблицу и прислать её снова.
external-bulk-mend = Вносить пока нечего. Поправьте таблицу и пришлите её снова.
external-bulk-nothing = Всё из таблицы уже внесено, делать ничего не нужно.
external-bulk-enter = { $count ->
    [one] Внести { $count } запись
    [few] Внести { $count } записи
   *[other] Внести { $count } записей
}
external-bulk-drop = Не вносить
external-bulk-dropped = Хорошо, ничего не внесли. Таблица удалена.
external-bulk-more = 📎 Прислать таблицу
external-bulk-done = { $count ->
    [0] <b>Готово.</b> Новых записей не оказалось.
    [one] <b>Готово: внесли { $count } запись.</b>
    [few] <b>Готово: внесли { $count } записи.</b>
   *[other] <b>Готово: внесли { $count } записей.</b>
}
external-bulk-gone = { $count ->
    [one] Пропустили { $count } запись: этот человек больше не в ваших организациях.
    [few] Пропустили { $count } записи: эти люди больше не в ваших организациях.
   *[other] Пропустили { $count } записей: эти люди больше не в ваших организациях.
}

external-row-source = «{ $column }»: не понимаем: { $value }. Напишите: федеральная или региональная
external-row-ahead = «{ $column }»: этот день ещё не наступил: { $value }
external-row-old = «{ $column }»: слишком давно: { $value }. Учитываем последние { $years } { $years ->
    [few] года
   *[other] лет
}.
external-row-nobody = «{ $column }»: нет среди сотрудников ваших организаций: { $value }
external-row-namesakes = «{ $column }»: таких людей несколько: { $value }. Добавьте отчество, организацию или табельный номер.
external-row-number = «{ $column }»: под этим номером записан другой человек: { $value }
external-row-unit = «{ $column }»: этот человек работает не здесь: { $value }
external-row-own = «{ $column }»: свою диагностику внести нельзя, её подтвердит другой методист.

external-sheet = Внешняя диагностика списком
external-sheet-example = Ромашкина | Ольга | Петровна | Школа № 100 | 0451 | Региональная
external-sheet-file = Внешняя диагностика, образец.xlsx

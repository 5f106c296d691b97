## Загрузка списка сотрудников

import-title = <b>Загрузить список сотрудников</b>
import-how = Заполните таблицу из этого сообщения и пришлите её сюда: .xlsx или .csv, до 5 МБ и 5000 человек. Строку-пример замените своими людьми.
import-columns = Обязательны фамилия, имя, организация и роли. Роли пишите через запятую: Учитель, Наставник.
import-safe = Сначала покажем, что изменится. Пустая ячейка ничего не стирает, роли не снимаются.
import-expected = Жду файл со списком: .xlsx или .csv. Передумали — нажмите /cancel
import-checked = <b>Список проверен</b>, пока ничего не изменили.
import-added = { $count ->
    [one] ➕ Новых: { $count } человек
    [few] ➕ Новых: { $count } человека
   *[other] ➕ Новых: { $count } человек
}
import-updated = { $count ->
    [one] ✏️ С изменениями: { $count } человек
    [few] ✏️ С изменениями: { $count } человека
   *[other] ✏️ С изменениями: { $count } человек
}
import-unchanged = { $count ->
    [one] ✅ Без изменений: { $count } человек
    [few] ✅ Без изменений: { $count } человека
   *[other] ✅ Без изменений: { $count } человек
}
import-wrong = { $count ->
    [one] 🔴 С ошибками: { $count } строка
    [few] 🔴 С ошибками: { $count } строки
   *[other] 🔴 С ошибками: { $count } строк
}
import-units = { $count ->
    [one] 🏫 Добавится { $count } организация: { $titles }
    [few] 🏫 Добавятся { $count } организации: { $titles }
   *[other] 🏫 Добавятся { $count } организаций: { $titles }
}
import-ignored = ▫️ Лишние столбцы пропустим: { $titles }
import-some = { $hidden ->
    [0] { $titles }
   *[other] { $titles } и ещё { $hidden }
}
import-errors-title = <b>Что поправить</b>
import-error-line = Строка { $row }. { $why }
import-error-more = { $count ->
    [one] … и ещё { $count } ошибка: все в файле выше
    [few] … и ещё { $count } ошибки: все в файле выше
   *[other] … и ещё { $count } ошибок: все в файле выше
}
import-errors-file = 📎 Все ошибки с номерами строк.
import-mend = Можно загрузить верные строки сейчас или поправить файл и прислать его снова.
import-ask = Загружаем?
import-nothing = Загружать пока нечего. Поправьте файл и пришлите его снова.
import-apply = { $count ->
    [one] Загрузить { $count } человека
   *[other] Загрузить, всего { $count }
}
import-discard = Не загружать
import-discarded = Хорошо, ничего не загрузили. Список удалён.
import-done = { $count ->
    [one] <b>Готово: { $count } человек в списке.</b>
    [few] <b>Готово: { $count } человека в списке.</b>
   *[other] <b>Готово: { $count } человек в списке.</b>
}
import-links = { $count ->
    [0] Все они уже в боте, новые ссылки не нужны.
    [one] 🔗 В файле { $count } личная ссылка: действует 30 дней, на один вход. Прежняя ссылка этого человека больше не работает.
    [few] 🔗 В файле { $count } личные ссылки: действуют 30 дней, каждая на один вход. Прежние ссылки этих людей больше не работают.
   *[other] 🔗 В файле { $count } личных ссылок: действуют 30 дней, каждая на один вход. Прежние ссылки этих людей больше не работают.
}

import-already-loaded = Этот список уже загружен.
import-file-large = Файл слишком большой: нужно не больше { $limit } МБ. Разделите список на части.
import-file-empty = В файле нет людей. Первая строка — названия столбцов, под ней — сотрудники.
import-file-kind = Такой файл прочитать не можем. Пришлите таблицу .xlsx или .csv.
import-file-old = Это таблица старого вида (.xls). Откройте её и сохраните как .xlsx.
import-file-locked = Файл закрыт паролем. Снимите пароль и пришлите снова.
import-file-broken = Файл повреждён и не открывается. Сохраните таблицу заново как .xlsx и пришлите ещё раз.
import-file-bomb = В файле слишком много данных. Оставьте один лист со списком сотрудников.
import-file-encoding = Не получилось прочитать буквы. Сохраните файл как «CSV UTF-8» или как .xlsx.
import-file-rows = Слишком длинный список: за один раз можно не больше { $limit } человек. Разделите его на части.
import-file-columns = В первой строке не хватает столбцов: { $columns }.
import-file-column-twice = Столбец «{ $column }» встречается дважды. Оставьте один.

import-error-empty = «{ $column }»: пусто, а нужно заполнить.
import-error-formula = «{ $column }»: здесь формула. Вставьте само значение.
import-error-name = «{ $column }»: не похоже на имя: { $value }
import-error-long = «{ $column }»: слишком длинно, уложитесь в { $limit } знаков.
import-error-role = «{ $column }»: такой роли нет: { $value }
import-error-role-computed = «{ $column }»: «{ $value }» бот определяет сам. Добавьте роль, например «Учитель».
import-error-role-high = «{ $column }»: роль «{ $value }» может дать только тот, у кого она не ниже.
import-error-date = «{ $column }»: не понимаем дату: { $value }. Нужно так: 31.12.1990
import-error-since = «{ $column }»: не понимаем: { $value }. Нужен год или дата: 2015 или 01.09.2015
import-error-phone = «{ $column }»: не похоже на телефон: { $value }
import-error-phone-taken = «{ $column }»: этот телефон уже записан за другим человеком: { $value }
import-error-repeated = «{ $column }»: повторяет строку { $first }.
import-error-unit-foreign = «{ $column }»: { $value } — не ваша организация, за неё отвечают другие.
import-error-unit-unknown = «{ $column }»: такой организации нет: { $value }. Добавить её может муниципальный методист.
import-error-unit-ambiguous = «{ $column }»: так называются несколько организаций: { $value }. Напишите полное название.
import-error-above = «{ $column }»: у этого человека роль выше вашей. Попросите изменить его данные администратора.

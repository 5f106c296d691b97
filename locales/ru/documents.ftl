## Документы: ИОМ в Word, архив организации, сроки в календарь

document-route = <b>Документы маршрута</b>
document-route-word = 📄 ИОМ в Word: таблица шагов и место для подписей, можно сразу печатать.
document-route-project = Маршрут ещё не утверждён, поэтому сверху будет пометка «Проект».
document-route-calendar = 📅 Сроки шагов: откройте файл, и они появятся в календаре телефона.
document-word = 📄 ИОМ в Word
document-calendar = 📅 Сроки в календарь
document-ready = 📄 ИОМ: { $name }
document-title = { $name } — ИОМ { $month }
document-calendar-title = Сроки моего маршрута
document-calendar-ready = { $count ->
    [one] 📅 В файле { $count } срок. Напомним о нём накануне в 9:00.
    [few] 📅 В файле { $count } срока. Календарь напомнит о каждом накануне в 9:00.
   *[other] 📅 В файле { $count } сроков. Календарь напомнит о каждом накануне в 9:00.
}
document-calendar-passed = { $count ->
    [one] Ещё у { $count } шага срок уже прошёл, его в файле нет.
   *[other] Ещё у { $count } шагов срок уже прошёл, их в файле нет.
}
document-calendar-how = Откройте файл на телефоне и согласитесь добавить события. Если срок перенесут, возьмите файл заново: запись обновится.
document-calendar-empty = Открытых шагов нет, добавлять в календарь нечего 👍
document-calendar-all-passed = Сроки открытых шагов уже прошли, календарю напоминать не о чем. Ничего страшного: новый срок можно попросить через «Перенести» на шаге.
document-calendar-step = ИОМ: { $title }
document-calendar-details = Что приложить: { $evidence }
    Ожидаемый результат: { $result }

## Слова в самом документе

document-none = —
document-no-category = не указана
document-experience-unknown = не указан
document-experience = { $count ->
    [0] менее года
    [one] { $count } год
    [few] { $count } года
   *[other] { $count } лет
}
document-period = с { $starts } по { $ends }
document-project = ПРОЕКТ
document-basis-diagnosis = Самодиагностика «{ $title }» от { $day }
document-basis-diagnosis-itself = «{ $title }» от { $day }
document-basis-own = Самодиагностика
document-basis-template = Типовой маршрут, назначенный методистом
document-task = { $part ->
    [watch] Увидеть, как это делают другие, и отобрать подходящее
    [show] Показать свой результат коллегам
    [beside] Поработать рядом с коллегой или наставником
    [event] Узнать новое на событии и попробовать у себя
    [own] Решить задачу, которую педагог выбрал сам
   *[try] Освоить и попробовать в своей работе
}
document-mark-done = { $day ->
    [none] выполнено
   *[other] выполнено { $day }
}
document-mark-review = на проверке
document-mark-cancelled = отменено
document-sample-position = Учитель
document-sample-subject = Биология

## Организация целиком

document-units = <b>Документы ИОМ</b>
document-units-inside = <b>{ $unit }</b>
document-units-hint = Выберите организацию: соберём её маршруты в один архив или поменяем бланк.
document-unit = <b>Документы ИОМ: { $unit }</b>
document-unit-routes = { $count ->
    [0] Маршрутов для печати пока нет: черновики сюда не входят.
    [one] В архив войдёт { $count } маршрут: на согласовании, в работе или завершён в этом учебном году.
    [few] В архив войдут { $count } маршрута: на согласовании, в работе и завершённые в этом учебном году.
   *[other] В архив войдут { $count } маршрутов: на согласовании, в работе и завершённые в этом учебном году.
}
document-archive = 📦 Все ИОМ архивом
document-template = 📄 Бланк документа
document-inside = 🏫 Организации внутри
document-to-unit = ← К организации
document-archive-empty = { $unit }: собирать пока нечего. Маршруты появятся здесь, как только их отправят на согласование.
document-archive-begun = { $count ->
    [one] ⏳ Собираем { $count } документ…
    [few] ⏳ Собираем { $count } документа…
   *[other] ⏳ Собираем { $count } документов…
}
document-archive-wait = Архив придёт отдельным сообщением. Ждать здесь не нужно, пользуйтесь ботом как обычно.
document-archive-busy = Предыдущий архив ещё собираем. Пришлём его, и можно будет просить следующий.
document-archive-many = В одном архиве помещается до { $limit } маршрутов, а здесь больше. Выберите организацию внутри.
document-archive-title = ИОМ — { $unit }
document-archive-part = ИОМ — { $unit }, часть { $number }
document-archive-ready = { $count ->
    [one] 📦 { $unit }: { $count } документ
    [few] 📦 { $unit }: { $count } документа
   *[other] 📦 { $unit }: { $count } документов
}
document-archive-more = Остальные придут следующим архивом.
document-archive-failed = { $unit }: архив собрать не получилось, простите. Попробуйте ещё раз.
document-archive-again = 📦 Собрать ещё раз

## Бланк

document-template-standard = 📄 Бланк: стандартный
document-template-own = 📄 Бланк: свой, { $day }, { $name }
document-template-above = 📄 Бланк: общий ({ $unit }), { $day }, { $name }
document-template-title = <b>Бланк ИОМ: { $unit }</b>
document-template-hint = Скачайте бланк, поправьте его в Word и пришлите обратно. Он будет действовать для этой организации и всех внутри неё.
document-template-download = 📎 Скачать бланк
document-template-send = ✏️ Прислать свой
document-template-remove = ↩️ Убрать свой бланк
document-to-template = ← К бланку
document-template-file = Бланк ИОМ
document-template-how = 📎 Меняйте в Word что угодно: шапку, шрифт, столбцы, подписи.
document-template-keep = Слова в двойных скобках, как { "{{ фио }}" }, бот заменит на данные педагога. Строки таблицы с { "{%tr … %}" } оставьте: между ними повторяется шаг маршрута.
document-template-ask = <b>Пришлите свой бланк</b>: { $unit }
document-template-ask-how = Нужен файл .docx до { $limit } МБ. Проще всего скачать действующий бланк и поправить его.
document-template-expected = Жду бланк файлом .docx. Передумали — нажмите /cancel
document-template-wrong = <b>Бланк пока не подходит.</b> Действует прежний.
document-template-mend = Поправьте и пришлите файл снова, прямо сюда.
document-template-done = ✅ <b>Бланк принят</b>: { $unit }
document-template-look = Вот как выглядит документ с вымышленными данными. Если что-то не так, пришлите другой файл.
document-sample = Образец документа
document-template-sure = Убрать свой бланк: { $unit }?
document-template-sure-hint = Файл удалится, документы будут по общему или стандартному бланку.
document-template-removed = Свой бланк убран
document-mistake = • { $why }
document-names = <b>Есть слова:</b> { $names }
document-step-names = <b>О шаге:</b> { $names }

document-file-large = Файл больше { $limit } МБ. Сожмите картинки в нём и пришлите снова.
document-file-locked = Файл закрыт паролем. Снимите пароль и пришлите снова.
document-file-old = Это старый формат Word. Сохраните файл как .docx и пришлите снова.
document-file-kind = Это не документ Word. Нужен файл .docx.
document-file-broken = Файл повреждён и не открывается. Сохраните его в Word заново и пришлите ещё раз.
document-file-bomb = Внутри файла слишком много всего. Уберите лишнее и пришлите снова.
document-file-active = В файле есть макросы, вложения или поля, которые что-то запускают. Уберите их и пришлите снова.
document-file-outside = В файле есть картинка или таблица по ссылке на другой файл. Вставьте её в сам документ.
document-tag-none = В бланке нет ни одного слова в двойных скобках, например { "{{ фио }}" }: заполнять нечего.
document-tag-open = Скобки не закрыты в том же абзаце: «{ $tag }»
document-tag-many = Слишком много слов в скобках или повторов. Уложитесь в { $limit }.
document-tag-broken = Не получилось понять «{ $tag }»
document-tag-nested = Повтор шагов внутри другого повтора не нужен: уберите внутренний.
document-tag-forbidden = Бланк понимает только слова, как { "{{ фио }}" }, повтор { "{%tr for шаг in шаги %}" } и условие { "{% if утвердил %}" }. Остальное в скобках уберите.
document-tag-place = Слово или условие стоит там, где документ от него ломается. Повтор шагов держите в отдельных строках таблицы, слова в обычном тексте.
document-step-outside = { "{{" } { $name } { "}}" } работает только между { "{%tr for шаг in шаги %}" } и { "{%tr endfor %}" }
document-name-unknown = { $hint ->
    [none] Не знаем слова { "{{" } { $name } { "}}" }
   *[other] Не знаем слова { "{{" } { $name } { "}}" }. Может быть, { "{{" } { $hint } { "}}" }?
}

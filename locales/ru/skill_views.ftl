## Три взгляда на умения: свой, после урока, после обучения

visit-write-down = 📝 Посетил(а) урок
visit-written = 📝 Мои записи
visit-of = <b>{ $name }</b>
visit-intro = Пять отметок, каждая сохраняется сразу. Первым их увидит учитель.
visit-when = Когда был урок?
visit-today = Сегодня
visit-yesterday = Вчера
visit-day = { $day }
visit-progress = { $name }, урок { $day }
visit-place = { $place } из { $total }
visit-competency = <b>{ $title }</b>
visit-prompt = <i>{ $text }</i>
visit-chosen = ✓ { $label }
visit-pause = ⏸ Прервусь
visit-lesson-on = Урок { $day }
visit-mark = { $title }: <b>{ $mark }</b>
visit-unmarked = ▫️ { $title }: без отметки
visit-mark-none = ▫️ { $title }: { $mark }
visit-before-showing = Учитель увидит это первым и сможет ответить. После этого менять нельзя.
visit-nothing-seen = Пока нет ни одной отметки.
visit-no-more = Сейчас дополнить запись нельзя: вы больше не наставник и не методист этого учителя.
visit-show = 👁 Показать учителю
visit-change = ✏️ Дополнить или исправить
visit-drop = 🗑 Удалить запись
visit-drop-warning = Удалить запись об уроке ({ $name }, { $day })?
visit-title = <b>{ $title }</b>
visit-by = { $name }, урок { $day }
visit-shown = Учителю показано. Если учитель ответит, вы получите сообщение.
visit-only-you = 🔒 Видите вы и автор записи. Ещё её увидят те, кому вы сами откроете результат.
visit-their-answer = 💬 Ответ учителя:
visit-your-answer = 💬 Ваш ответ:
visit-answer = 💬 Ответить
visit-answer-again = 💬 Изменить ответ
visit-write-answer = Напишите ответ обычным сообщением. Его увидит только { $name }
visit-replaces = Новый ответ заменит прежний:
visit-words-expected = Здесь нужны слова. Напишите ответ обычным сообщением.
visit-answered = Передали: { $name }
visits-title = <b>Что было видно на ваших уроках</b>
visits-hint = Отклики тех, кто был у вас на уроке.
visits-none = Пока никто ничего не записал.
visits-open = 📝 Записи с моих уроков
visits-written-title = <b>Мои записи с уроков</b>
visits-written-hint = ⏳ ещё не показано, 💬 учитель ответил.
visits-written-none = Пока пусто. Откройте карточку учителя и нажмите «Посетил(а) урок».
visits-line = { $sign } { $day }, { $name }
toast-visit-begun = Запись начата раньше, продолжаем
toast-visit-shown = Показано учителю
toast-visit-dropped = Запись удалена

notice-visit-shown = 📝 <b>{ $name }</b> делится тем, что было видно на вашем уроке { $day }.
notice-visit-first = Это отклик, не оценка. Первым его видите вы и можете ответить.
notice-visit-answered = 💬 <b>{ $name }</b> отвечает на вашу запись об уроке { $day }:

views-title = <b>Три взгляда на ваши умения</b>
views-hint = Каждый взгляд сам по себе: ничего не складываем и не усредняем.
views-open = 👀 Три взгляда
views-none = Здесь рядом встанут ваш взгляд, взгляд наставника или методиста и взгляд руководителя.
views-none-how = Пройдите самодиагностику и позовите наставника или методиста на урок. Руководителя бот спросит через 1–3 месяца после обучения.
views-competency = <b>{ $title }</b>
views-own = Вы: { $sign } { $percent } % ({ $day })
views-own-of = Учитель: { $sign } { $percent } % ({ $day })
views-by = { $by ->
    [mentor] Наставник
    [methodist] Методист
   *[leader] Руководитель
}
views-by-named = { $by ->
    [mentor] Наставник { $name }
    [methodist] Методист { $name }
   *[leader] Руководитель { $name }
}
views-other = { $who }: «{ $mark }» ({ $day })
views-talk-lower = 💬 Со стороны видно больше. Спросите, что понравилось.
views-talk-higher = 💬 Вы видите больше, чем было видно на уроке. Спросите, что именно.
views-talk-mixed = 💬 Со стороны видно разное. Спросите каждого, что именно.
views-differ = 💬 Взгляды расходятся: хороший повод поговорить.
views-write = ✏️ { $name }
views-of = <b>Взгляды рядом: { $name }</b>
views-of-none = Пока не с чем сравнить: нужны хотя бы два взгляда на одно умение.

trainings-title = 🎓 <b>{ $title }</b>
trainings-none = Сейчас вопросов нет. Спасибо!
trainings-hint = { $count ->
    [one] Ждёт { $count } ответ, это одно касание.
    [few] Ждут { $count } ответа, каждый в одно касание.
   *[other] Ждут { $count } ответов, каждый в одно касание.
}
training-about = { $number }. { $name }: { $title }, { $day }
training-line = { $number }. { $name }
training-teacher = <b>{ $name }</b>
training-title = 🎓 { $title }, { $day }
training-who-sees = Ответ увидит учитель рядом со своим взглядом.
toast-training-answered = Спасибо, записали
notice-after-training = { $count ->
    [one] Прошёл месяц-другой. Одно касание: видно ли новое в работе ({ $count } ответ).
    [few] Прошёл месяц-другой. По одному касанию: видно ли новое в работе ({ $count } ответа).
   *[other] Прошёл месяц-другой. По одному касанию: видно ли новое в работе ({ $count } ответов).
}

error-visit-teacher = Записать урок можно, когда учитель пользуется ботом: он увидит запись первым.
error-visit-day = Этот день уже далеко. Откройте карточку учителя и выберите день заново.
error-visit-empty = Нужна хотя бы одна отметка: показывать пока нечего.
error-visit-shown = Учитель уже видит эту запись, изменить её нельзя.
error-training-gone = На этот вопрос уже есть ответ, или время для него прошло.

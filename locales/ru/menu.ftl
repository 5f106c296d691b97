## Меню, помощь, команды

home-title = <b>{ $name }, здравствуйте!</b>
home-hint = Чем займёмся?
button-assess = 📋 Самодиагностика
button-route = 🧭 Мой маршрут
button-ask = 💬 Спросить
button-mentor = 🤝 Наставник
button-events = 📅 События
button-mydata = 👤 Мои данные
button-people = 👥 Люди
button-routes = 🧭 Маршруты
button-theme = 📚 Моя тема
button-attestation = 🎓 Аттестация
button-group = 📊 Общая картина
button-questionnaires = ✏️ Опросники
button-desk = { $count ->
    [0] 📥 Ждёт меня
   *[other] 📥 Ждёт меня: { $count }
}

help-title = <b>Что умеет «Горизонт»</b>
help-teacher = 📋 /assess — самодиагностика за несколько минут
    🧭 /route — ваш маршрут (ИОМ): шаги и сроки
    💬 /ask — вопрос наставнику или методисту
    📅 /events — события и запись
    👤 /mydata — ваши данные и согласие
help-mentor = 🤝 /mentor — ваши наставляемые
    ✅ /review — шаги, которые вы проверяете
help-methodist = <b>Методисту</b>
    📥 /desk — что ждёт вашего решения
    ✅ /review — маршруты и шаги на проверку, один за другим
    👥 /people — люди и приглашения
    📅 /newevent — объявить событие
    📎 /import — загрузить список сотрудников
    🔗 /invite — ссылка для организации
help-leader = <b>Руководителю</b>
    Личные результаты и переписка учителей закрыты. Видны только общие цифры.
help-privacy = 🔒 Результат опросника видите только вы, пока сами не откроете его.

## Слова, которые понимаются как команды

word-menu = меню
word-help = помощь
word-route = маршрут
word-events = события
word-assess = самодиагностика
word-cancel = отмена

## Ответы на то, чего не спрашивали

cancelled-form = Остановились. Что вы успели заполнить, сохранено.
cancelled-nothing = Отменять нечего.
unknown-thing = Такое бот пока не понимает. Напишите словами или выберите в меню.
unknown-command = Такой команды нет. Всё нужное есть в меню.
loose-text = Передать это наставнику или методисту?
loose-file = Файл получили, но не знаем, к чему он. Файлы прикладывают к шагам маршрута, когда он в работе.
button-loose-ask = 💬 Да, выбрать кому
button-loose-drop = Не нужно
loose-dropped = Хорошо, никому не передаём.

desk-title = { $count ->
    [0] <b>Всё разобрано.</b> Новых дел нет.
    [one] <b>Ждёт вас: { $count } дело</b>
    [few] <b>Ждёт вас: { $count } дела</b>
   *[other] <b>Ждёт вас: { $count } дел</b>
}
desk-thing-question = 💬 { $name }
desk-thing-route = 🧭 { $name }
desk-thing-step = ⏳ { $name }
desk-thing-external = 📎 { $name }
desk-thing-training = 🎓 После обучения: { $name }
desk-thing-change = 📅 { $name }
desk-sign-question = 💬 вопрос
desk-sign-route = 🧭 маршрут на согласование
desk-sign-step = ⏳ шаг на проверку
desk-sign-external = 📎 внешняя диагностика
desk-sign-training = 🎓 что изменилось после обучения
desk-sign-change = 📅 просьба о шаге

command-menu = Главное меню
command-assess = Самодиагностика
command-route = Мой маршрут (ИОМ)
command-mentor = Наставник
command-ask = Спросить наставника или методиста
command-events = События и запись
command-mydata = Мои данные и согласие
command-help = Что умеет бот
command-cancel = Остановить ввод
command-desk = Что ждёт меня
command-review = Проверить по очереди
command-people = Люди и приглашения
command-newevent = Объявить событие
command-invite = Ссылка для организации
command-import = Загрузить список сотрудников

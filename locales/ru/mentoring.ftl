## Наставничество

mentor-title = 🤝 <b>Ваш наставник</b>
mentor-name = { $name }
mentor-place = { $position }, { $unit }
mentor-pair = { $kind }
mentor-pair-since = { $kind }, вместе с { $day } { $year } года
mentor-goals = Над чем работаете:
mentor-goal = • { $title }
mentor-write = ✏️ Написать
mentor-write-to = ✏️ { $name }
mentor-mentees = { $count ->
    [one] 👥 <b>Вы наставник, { $count } наставляемый</b>
   *[other] 👥 <b>Вы наставник, { $count } наставляемых</b>
}
mentor-mentee = { $name }, { $unit }
mentor-mentee-waits = ❓ { $name }, { $unit }: ждёт вашего ответа
mentor-mentees-hint = Когда наставляемый напишет, его слова придут сюда.
mentor-answer = ❓ { $name }
mentor-open = 👤 { $name }
mentor-all-mentees = 👥 Все наставляемые
mentor-mentee-asks = ❓ Ждёт вашего ответа.
mentor-read-question = ❓ Прочитать и ответить
mentor-read-talk = 💬 Переписка
mentor-route = 🧭 Маршрут
mentor-none = <b>Наставника у вас пока нет.</b>
mentor-none-hint = Наставник показывает, подсказывает, даёт отклик и ничего не проверяет. Если он вам нужен, напишите методисту: он поможет подобрать пару.
mentor-ask-methodist = ✏️ Написать методисту

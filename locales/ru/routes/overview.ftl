## Маршруты глазами методиста: сколько их, кому может понадобиться помощь

overview-title = <b>Маршруты педагогов</b>
overview-working = В работе: { $count }
overview-review = На согласовании: { $count }
overview-done = Завершено за год: { $count }
overview-to-review = ⏳ Проверить по очереди
overview-stuck = { $count ->
    [0] 🙋 Кому нужна помощь
   *[other] 🙋 Кому нужна помощь: { $count }
}
overview-list = { $state ->
    [done] 🏁 Завершённые
   *[working] 🧭 В работе
}
overview-templates = 📑 Шаблоны
overview-documents = 📄 Документы
overview-calendar = 🗓 Школьный календарь

stuck-nobody = Помощь, похоже, никому не нужна: ни один шаг не ждёт целую неделю.
stuck-title = { $count ->
    [one] <b>Может понадобиться помощь: { $count } человек</b>
    [few] <b>Может понадобиться помощь: { $count } человека</b>
   *[other] <b>Может понадобиться помощь: { $count } человек</b>
}
stuck-hint = Шаги ждут неделю и больше. Напишите человеку: чаще всего мешает не желание, а время.
stuck-line = { $name }, { $unit }: { $steps ->
    [one] { $steps } шаг ждёт с { $since }
    [few] { $steps } шага ждут с { $since }
   *[other] { $steps } шагов ждут с { $since }
}
list-title = { $state ->
    [done] <b>Завершённые за год маршруты: { $count }</b>
   *[working] <b>Маршруты в работе: { $count }</b>
}
list-line = { $name }, { $unit }: сделано { $done } из { $steps }
list-line-done = { $name }, { $unit }: { $day }
stuck-button = 🧭 { $name }

## Утреннее напоминание

digest-morning = ☀️ Доброе утро, { $name }!
digest-day = { $name }, здравствуйте!
digest-event-today = 📅 Сегодня в { $time }: { $title }
digest-event-tomorrow = 📅 Завтра в { $time }: { $title }
digest-step-today = ⏳ Сегодня: { $title }
digest-step-tomorrow = ⏳ Завтра: { $title }
digest-step-due = ▫️ До { $day }: { $title }
digest-step-off = ✖️ Событие отменили, шаг можно перенести или убрать: { $title }
digest-step-waits = 🟡 Ждёт вас с { $day }: { $title }
digest-more = и ещё { $count }
digest-waiting = { $count ->
    [one] И ещё { $count } шаг ждёт, когда будет время.
    [few] И ещё { $count } шага ждут, когда будет время.
   *[other] И ещё { $count } шагов ждут, когда будет время.
}
digest-no-hurry = Если не успеваете, это нормально: срок можно обсудить с методистом.
digest-open-step = Открыть ближайший шаг
digest-later = { $days ->
    [one] ⏰ Напомнить через { $days } день
    [few] ⏰ Напомнить через { $days } дня
   *[other] ⏰ Напомнить через { $days } дней
}
digest-theme = 📚 { $term }: самое время вернуться к теме «{ $title }». Этап: { $stage }.
digest-repeat = 📋 Опросник «{ $title }» можно пройти ещё раз и увидеть, что изменилось после маршрута.
digest-to-summary = 📋 Итоги маршрута
digest-attestation = { $count ->
    [0] 🎓 Сегодня ваша аттестация. Удачи!
    [one] 🎓 До аттестации { $count } день.
    [few] 🎓 До аттестации { $count } дня.
   *[other] 🎓 До аттестации { $count } дней.
}
digest-stuck = 🙋 Может понадобиться помощь: { $names }{ $more ->
    [0] {""}
   *[other] { " " }и ещё { $more }
}
digest-transfer = 🎓 «{ $title }»: пригодилось на уроках?
digest-transfer-answer = 🎓 Ответить
digest-review = { $count ->
    [one] ⏳ Ждёт вашего решения: { $count } дело.
    [few] ⏳ Ждут вашего решения: { $count } дела.
   *[other] ⏳ Ждут вашего решения: { $count } дел.
}

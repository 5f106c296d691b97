## Утреннее напоминание

digest-morning = ☀️ Доброе утро, { $name }!
digest-day = { $name }, здравствуйте!
digest-event-today = 📅 Сегодня в { $time }: { $title }
digest-event-tomorrow = 📅 Завтра в { $time }: { $title }
digest-step-today = ⏳ Сегодня: { $title }
digest-step-tomorrow = ⏳ Завтра: { $title }
digest-step-due = ▫️ До { $day }: { $title }
digest-step-waits = 🟡 Ждёт вас с { $day }: { $title }
digest-more = и ещё { $count }
digest-no-hurry = Если не успеваете, это нормально: срок можно обсудить с методистом.
digest-open-step = Открыть ближайший шаг

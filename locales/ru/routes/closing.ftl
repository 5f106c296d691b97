## Итог маршрута

notice-route-done = ✅ <b>{ $name }, поздравляем! Маршрут пройден.</b>

summary-closed-hint = Шагов не осталось. Это не страшно: можно составить новый, когда захотите.
summary-done = { $count ->
    [one] Сделан { $count } шаг
    [few] Сделано { $count } шага
   *[other] Сделано { $count } шагов
}, { $hours ->
    [one] { $hours } час
    [few] { $hours } часа
    [many] { $hours } часов
   *[other] { $hours } часа
} работы
summary-change = 📈 <b>Было → стало</b>, { $before } → { $after }
summary-topic = { $topic }: { $before } % → <b>{ $now } %</b>
summary-repeat = Чтобы увидеть, что изменилось, пройдите опросник «{ $title }» ещё раз.
summary-repeat-from = Увидеть, что изменилось, поможет опросник «{ $title }»: пройти его снова можно с { $day }.
summary-thanks = Спасибо за эту работу! То, что получилось, пригодится и коллегам.
summary-take-again = 📋 Пройти ещё раз
summary-share = 📣 Поделиться практикой
summary-new = 🧭 Новый маршрут
notice-route-closed = ✖️ <b>Маршрут закрыт:</b> шагов в нём не осталось.

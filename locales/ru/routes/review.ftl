## Очередь на проверку: решения одно за другим

route-approved-line = ✅ Утверждено: { $name }
route-approved-before-toast = Этот маршрут вы уже утвердили
route-approved-toast = Утверждено. Учитель получит сообщение
route-approved-redated-toast = Утверждено. Сроки сдвинули, потому что согласование заняло время. Учитель получит сообщение
route-words-expected = Здесь нужны слова. Напишите их обычным сообщением или скажите голосом.
route-return-done = ↩️ Вернули. { $name } получит ваши слова.

step-accepted-line = ✅ Принято: { $name }, «{ $title }»
step-accepted-toast = Принято. Учитель получит сообщение
step-return-done = ↩️ Вернули на доработку. { $name } получит ваши слова.

step-accepted-before-toast = Уже принято

change-agreed-line = ✅ Согласовано: { $name }
change-refused-line = Оставили как было: { $name }
change-decided-before-toast = Это вы уже решили
change-agreed-toast = Согласовано. Учитель получит сообщение
change-refused-toast = Оставили как было. Учитель получит сообщение
change-refused-done = Оставили как было. { $name } получит ваши слова.

review-place = <b>{ $place } из { $total }</b>
review-later = Позже ▸
review-empty = <b>Всё разобрано.</b>
review-empty-hint = Проверять и согласовывать сейчас нечего.

## Согласование маршрута, перенос и отмена шагов, очередь на проверку

methodists-title = <b>Кому отправить маршрут?</b>
methodists-one = • <b>{ $name }</b>, { $unit }. { $position }
methodists-one-before = • <b>{ $name }</b>, { $unit }. { $position }. Отправляли сюда в прошлый раз.
methodists-one-absent = • <b>{ $name }</b>, { $unit }. { $position }. Ещё не в боте: увидит, как только войдёт.
methodists-button = 📨 { $name }
error-methodist-other = Этот методист за вас больше не отвечает. Выберите, пожалуйста, другого.
error-route-sent = Маршрут сейчас у методиста. Пока ответа нет, маршрут можно забрать обратно.
error-route-changed = Маршрут изменился, посмотрите ещё раз.
error-route-recalled = Учитель забрал маршрут, чтобы поправить. Он придёт к вам снова.
error-route-decided-by = Этот маршрут уже { $decision ->
    [approved] утверждён
   *[returned] возвращён с комментарием
}. Решение: { $name }.
route-recall = ↩️ Забрать обратно
route-recalled-toast = Маршрут снова у вас, можно править

versions-title = <b>Версии маршрута</b>
versions-none = Методисту его ещё не отправляли.
versions-button = Версия { $version }, { $day }
version-line = <b>Версия { $version }</b>, отправлена { $day }: { $decision ->
    [approved] утверждена ({ $name })
    [returned] возвращена ({ $name })
   *[recalled] учитель забрал её, чтобы поправить
}
version-waiting = <b>Версия { $version }</b>, отправлена { $day }: ждёт ответа методиста
version-step = { $number }. { $title }, до { $due }
version-step-new = ➕ { $number }. { $title }, до { $due } (добавлен)
version-step-moved = 📅 { $number }. { $title }, срок: было { $before }, стало { $due }
version-step-work = ⏱ { $what }
version-gone = ➖ { $title } (убран)
version-same = Шаги, сроки, формы и часы те же, что в прошлой версии.
version-earlier = ← Версия { $version }
version-later = Версия { $version } →

remark-title = 💬 <b>{ $name }</b>
remark-listen = 🎧 Послушать

move-due = Официальный срок: до { $due }
move-reminds = ⏰ Напомним { $day }
move-hint = Напоминание можно отложить, срок от этого не меняется. Новый срок согласует методист.
move-snooze = { $days ->
    [1] ⏰ Напомнить завтра
    [7] ⏰ Напомнить через неделю
   *[other] ⏰ Напомнить через { $days } дня
}
move-ask = 📅 Попросить другой срок
move-remove = ✖️ Убрать шаг

change-why-move = Почему нужен другой срок?
change-why-remove = { $count ->
    [0] Почему шаг больше не нужен?
   *[other] Почему шаг больше не нужен? Всё, что вы к нему прислали, останется в истории.
}
change-own-words = ✍️ Своими словами
change-type-why = Напишите в двух словах, почему. Ваши слова увидит методист.
change-when = До какого дня перенести?
change-day = { $kind ->
    [week] Плюс неделя: { $day }
    [fortnight] Плюс две недели: { $day }
    [month] Плюс месяц: { $day }
   *[term] { draft-day-term }
}
change-other-day = ✍️ Другой день
change-type-day = До какого дня? Напишите, например: 15 декабря, или «через три недели».
change-sent = 📨 <b>Спросили методиста</b>
change-late = Этот день уже прошёл. Можно дать ближайший рабочий или оставить прежний срок.
change-late-own = Этот день прошёл без ответа. Можно попросить другой: прежняя просьба снимется сама.
change-until-then = Пока ответа нет, всё остаётся как было.
change-move = Срок: до { $before } → до { $due }
change-moved = Просьба: перенести до { $due }
change-remove = { $count ->
    [0] Просьба: убрать шаг из маршрута
   *[other] Просьба: убрать шаг из маршрута. Присланное останется в истории
}
change-why = Причина: { $why }
change-status = { $status ->
    [agreed] ✅ Согласовано. Решение: { $name }
    [refused] Шаг остался как был. Решение: { $name }
   *[withdrawn] Просьба снята
}
change-waits-move = ⏳ Вы попросили перенести до { $due }, ждём ответа методиста.
change-waits-late = ⏳ Вы попросили перенести до { $due }, но этот день прошёл без ответа. Можно попросить другой: прежняя просьба снимется сама.
change-waits-remove = ⏳ Вы попросили убрать шаг, ждём ответа методиста.
change-waits-toast = Просьба по этому шагу уже у методиста
change-withdraw = Отозвать просьбу
change-withdrawn-toast = Просьбу отозвали, шаг остаётся как был
change-help = 🙋 Попросить о помощи
change-agree = ✅ Согласовать
change-agree-day = ✅ На { $day }
change-refuse = { $kind ->
    [move] Оставить срок
   *[remove] Оставить шаг
}
change-refuse-words = 💬 Оставить и объяснить
change-ask-refusal = Почему лучше оставить как есть? Напишите или скажите голосом, учитель получит ваши слова.
change-agreed-line = ✅ Согласовано: { $name }
change-refused-line = Оставили как было: { $name }
change-decided-before-toast = Это вы уже решили
change-agreed-toast = Согласовано. Учитель получит сообщение
change-refused-toast = Оставили как было. Учитель получит сообщение
change-refused-done = Оставили как было. { $name } получит ваши слова.

error-day-same = Это и есть нынешний срок. Назовите другой день.
error-step-in-draft = Маршрут ещё черновик: срок можно поменять прямо в нём, никого не спрашивая.
error-step-on-review = Шаг на проверке. Когда придёт ответ, его можно будет перенести.
error-step-finished = Этот шаг уже закрыт, переносить и убирать нечего.
error-step-decided-by = Этот шаг уже { $status ->
    [done] принят
    [cancelled] убран из маршрута
   *[returned] возвращён на доработку
}. Решение: { $name }.
error-change-decided = { $decision ->
    [agreed] Просьба уже согласована
   *[refused] По этой просьбе уже решили оставить всё как было
}. Решение: { $name }.
error-change-withdrawn = Просьба снята: учитель передумал или уже сделал шаг.
error-change-late = Этот день уже прошёл. Можно дать ближайший рабочий или оставить прежний срок.

notice-change-asked = { $kind ->
    [move] 📅 <b>{ $name }</b> ({ $unit }) просит другой срок.
   *[remove] ✖️ <b>{ $name }</b> ({ $unit }) просит убрать шаг.
}
notice-change-moved = ✅ <b>{ $title }</b>: новый срок согласован, до { $due }.
notice-change-passed = Вы просили до { $day }, но этот день прошёл раньше, чем пришёл ответ. Если новый не подходит, попросите другой.
notice-change-removed = { $count ->
    [0] ✅ <b>{ $title }</b>: шаг убран из маршрута.
   *[other] ✅ <b>{ $title }</b>: шаг убран из маршрута. Присланное осталось в истории.
}
notice-change-refused-move = <b>{ $title }</b>: срок пока прежний, до { $due }.
notice-change-refused-remove = <b>{ $title }</b>: шаг пока остаётся в маршруте.

review-place = <b>{ $place } из { $total }</b>
review-later = Позже ▸
review-empty = <b>Всё разобрано.</b>
review-empty-hint = Проверять и согласовывать сейчас нечего.

desk-thing-change = 📅 { $name }
desk-sign-change = 📅 просьба о шаге

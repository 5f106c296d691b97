## Согласование маршрута: отправка, версии, возврат

route-sent-toast = Отправлено методисту

route-ask-words = Что поправить? Напишите или скажите голосом, учитель получит ваши слова вместе с черновиком.

notice-route-submitted = 🧭 <b>{ $name }</b> ({ $unit }) просит согласовать маршрут.
notice-route-resubmitted = 🧭 <b>{ $name }</b> ({ $unit }) снова просит согласовать маршрут.
notice-route-and = { $first }, { $second }
notice-route-changed = Изменено: { $what }.
notice-route-same = С прошлого раза шаги, сроки, формы и часы не менялись.
notice-route-added = { $count ->
    [one] добавлен { $count } шаг
    [few] добавлено { $count } шага
   *[other] добавлено { $count } шагов
}
notice-route-removed = { $count ->
    [one] убран { $count } шаг
    [few] убрано { $count } шага
   *[other] убрано { $count } шагов
}
notice-route-edited = { $count ->
    [one] в { $count } шаге другие сроки, форма или часы
   *[other] в { $count } шагах другие сроки, форма или часы
}
notice-route-approved = ✅ <b>Ваш маршрут утверждён.</b> Можно начинать.
notice-route-redated = Сроки сдвинули, потому что согласование заняло время.
notice-route-begins = Первый шаг: <b>{ $title }</b>, до { $due }
notice-route-returned = ↩️ <b>Методист вернул маршрут с комментарием:</b>
notice-route-returned-wordless = ↩️ <b>Методист вернул маршрут на доработку.</b>

error-route-decided = По этому маршруту решение уже принято.

notice-route-extended = 🧭 <b>{ $name }</b> ({ $unit }) дополняет свой маршрут.

error-route-empty = В маршруте пока нет шагов. Добавьте хотя бы один и отправляйте.

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

## Самопроверка сил: итог, поддержка, общая картина

wellbeing-unsaved = 🕊 Пройти без сохранения
wellbeing-unsaved-hint = 🕊 Ничего не сохраняем: если выйти, ответы исчезнут.
wellbeing-finish = <b>{ $text }</b>
wellbeing-when = { $title } { $day }
wellbeing-index = { $mark } <b>{ $title }: { $percent } %</b>. { $level }
wellbeing-index-alone = { $mark } <b>{ $title }: { $percent } %</b>
wellbeing-more = В прошлый раз, { $day }, было { $percent } %. Сил прибавилось.
wellbeing-same = В прошлый раз, { $day }, было { $percent } %: почти так же.
wellbeing-less = В прошлый раз, { $day }, было { $percent } %. Бывает и так: поберегите себя.
wellbeing-urgent = ☎️ <b>{ $title }</b>. { $text }
wellbeing-side = { $mark } { $percent } % · { $text }
wellbeing-disclaimer = <i>{ $text }</i>
wellbeing-no-diagnosis = <i>Это не диагноз.</i>
wellbeing-only-you = 🔒 Итог видите только вы. Открыть его нельзя никому.
wellbeing-nowhere = 🕊 Итог есть только в этом сообщении, больше нигде.
wellbeing-help = ☎️ Куда обратиться
wellbeing-small-steps = 🌱 Маленькие шаги
wellbeing-add-step = 🧭 Добавить шаг в ИОМ
wellbeing-delete = 🗑 Удалить результат
wellbeing-again = Пройти ещё раз
wellbeing-erase = 🧽 Стереть с экрана
wellbeing-heading = <b>{ $text }</b>
wellbeing-contact = <b>{ $title }</b>
    { $text }
wellbeing-small-steps-title = <b>Маленькие шаги</b>
wellbeing-small-steps-hint = Возьмите один на эту неделю.
wellbeing-small-step = • { $text }
wellbeing-step-title = <b>Добавить шаг в маршрут?</b>
wellbeing-step-hint = Тема: { $title }. Методист увидит шаг, но не итог. Такой шаг берут и без самопроверки, поэтому он о ней не говорит.
wellbeing-own-step = 🌿 Шаг для себя в маршрут
wellbeing-step-yes = Да, добавить
wellbeing-step-added = Шаг в вашем маршруте. О самопроверке там ни слова
wellbeing-deleted = 🗑 Результат удалён. У нас от него ничего не осталось.
wellbeing-answers-deleted = 🧽 Ответы стёрты. У нас от них ничего не осталось.
wellbeing-erased = 🧽 Итог стёрт. Он нигде не сохранён.
wellbeing-group-title = <b>Запас сил коллектива</b>
wellbeing-group-few = Сводка появится, когда самопроверку сохранят не меньше { $count } человек. Кто её проходил, не узнает никто.
wellbeing-group-count = Среднее за год, ответили не меньше { $count } человек.
wellbeing-mean = { $mark } { $title }: около { $percent } %
wellbeing-group-units = <b>По организациям</b>
wellbeing-group-hint = 🔒 Кто отвечал, не видит никто. Организации, где ответивших меньше { $count }, и те, по которым можно догадаться о других, не показаны.

error-wellbeing-answers = Кнопка не сработала. Начните самопроверку заново.
error-wellbeing-gone = Этого результата здесь нет: он уже удалён или не ваш.

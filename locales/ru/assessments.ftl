## Опросники и результаты

assess-title = <b>Самодиагностика</b>
assess-hint = Выберите опросник. Результат видите только вы, пока сами его не откроете.
assess-none = Для вас пока нет опросников. Если вы учитель, попросите методиста проверить вашу роль в списке.
assess-start = { $title }, { $minutes } мин
assess-continue = ▶️ Продолжить с вопроса { $place }
assess-continue-one = ▶️ { $title }: вопрос { $place }
assess-last-result = 📊 Итоги: { $title }
assess-begun = ▶️ { $title }: остановились на вопросе { $place }
assess-external = 📎 Внешняя диагностика
assess-result-before = 📊 Итоги прошлого раза
assess-name = <b>{ $title }</b>
assess-privacy = 🔒 { $text }
button-begin = Начать
assess-progress = { $place } из { $total }
assess-item = <b>{ $text }</b>
assess-option = <b>{ $letter }.</b> { $text }
assess-chosen = ✓ { $label }
assess-skip = Пропустить
assess-pause = ⏸ Прервусь
assess-erase = 🗑 Выйти и стереть ответы
assess-your-choice = Ваш ответ, <b>{ $letter }</b>: { $text }
assess-better-choice = 👍 Лучше сработает <b>{ $letter }</b>: { $text }
assess-best-choice = 👍 Это лучший вариант.
assess-explain = <i>{ $text }</i>
assess-onward = Дальше →
assess-open-item = Последнее, по желанию.
assess-open-item-hint = Напишите ответ сообщением или сразу посмотрите результат.
assess-to-result = 📊 К результату
assess-finish = <b>{ $text }</b>
assess-of = <b>{ $name }</b>, { $unit }
assess-when = { $title }, { $day }
assess-score = { $mark } { $title }: { $percent } %
assess-score-none = ▫️ { $title }: мало ответов, вывод не делаем
assess-score-change = { $mark } { $title }: было { $before } → стало { $percent }
assess-overall = <i>{ $text }</i>
assess-strong = 💪 Сильнее всего: { $titles }
assess-best-so-far = 💪 Лучше всего пока: { $titles }
assess-level = Уровень: { $title }
assess-hasty = ⏱ { $text } Повторить можно с { $day }.
assess-topic = { $mark } { $title }
assess-more-topics = Все темы роста: { $count }
assess-topics-hint = Выберите тему: подскажем, с чего начать.
assess-add-to-route = ➕ В мой маршрут
assess-ask = 💬 Спросить совета
assess-find-event = 📅 Найти событие
assess-views = 👀 Три взгляда
assess-compared = Было { $day } → стало сейчас, в процентах
assess-score-pair = { $mark } { $title }: { $before } → { $percent }
assess-picture = 🕸 Картинкой
assess-picture-caption = <b>{ $title }</b>, { $day }
assess-picture-compared = <b>{ $title }</b>, { $day }
    Пунктиром показан прошлый раз.
assess-picture-failed = Картинка не получилась, простите. Те же числа есть в результате.
assess-deficits = { $count ->
    [one] <b>Есть куда расти: { $count } тема</b>
    [few] <b>Есть куда расти: { $count } темы</b>
   *[other] <b>Есть куда расти: { $count } тем</b>
}
assess-deficits-first = Начать лучше с этих:
assess-deficits-below = С чего начать, подскажут кнопки ниже.
assess-advice = <i>{ $text }</i>
assess-only-you = 🔒 Видите только вы.
assess-opened-to = 👁 Открыто: { $names }
assess-all-scores = 📋 Подробно
assess-all-title = <b>Все компетенции</b>
assess-group = <b>{ $title }</b>
assess-disclaimer = <i>{ $text }</i>
assess-open = 👁 Открыть результат
assess-close = 🔒 Закрыть
assess-make-route = 🧭 Составить маршрут
assess-open-title = <b>Кому открыть результат?</b>
assess-viewer = • <b>{ $name }</b>: { $position }, { $unit }
assess-open-hint = Человек увидит уровни, ваши слова и взгляды коллег, но не отдельные ответы. Закрыть можно в любой момент.
assess-no-viewers = Открыть результат пока некому: методиста для вас нет в списке. Он остаётся только у вас.
assess-open-more = 👁 Ещё кому-то
assess-opened-toast = Открыто. Сообщение уже в пути
assess-closed-toast = Закрыто. Результат снова видите только вы
notice-result-opened = 👁 <b>{ $name }</b> ({ $unit }) открывает вам результат самодиагностики.

error-assessment-finished = Этот опросник уже завершён.
error-assessment-early = Повторить можно с { $day } { $year } года: раньше картина вряд ли изменится.
error-result-private = Этот результат видит только его владелец.

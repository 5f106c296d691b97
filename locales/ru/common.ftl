## Общие кнопки и слова

button-home = 🏠 В меню
button-back = ← Назад
button-look = Посмотреть
button-yes-delete = Да, удалить
button-no = Нет, оставить
quoted = <blockquote>{ $text }</blockquote>
page-of = Страница { $page } из { $pages }
button-previous = ◂ Предыдущие
button-next = Следующие ▸
day-and-year = { $day } { $year } года
picture-drawing = Рисуем, секунду…
picture-busy = Сейчас рисуем много картинок. Попробуйте через минуту.

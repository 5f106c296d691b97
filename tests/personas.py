"""Who the demo people are: the codes of `locales/ru/content/demo_people.yaml` by their roles.

A name without a place belongs to school № 1 or to the district. Two people have not started the bot:
`NOT_JOINED` and `RURAL_LATE_ENTRANT`.
"""

from __future__ import annotations

# Above the schools.
REGIONAL_METHODIST = "p01"  # Рябинина, methodist of the region
EDUCATION_OFFICE = "p02"  # Северный, head of the district's education office
MUNICIPAL_METHODIST = "p03"  # Ключевская, methodist of the district
ADMIN = "p04"  # Лугов, methodist of the district and administrator of the bot

# School № 1.
HEAD = "p05"  # Дубравина, head teacher
DEPUTY_HEAD = "p06"  # Ветрова, deputy head, curator of the school's pairs; teaches history
SCHOOL_METHODIST = "p07"  # Озерова, methodist of the school; teaches Russian and literature, a mentor
MENTOR = "p08"  # Полевой, mathematics; mentor of YOUNG_SPECIALIST, head of the mathematicians
YOUNG_SPECIALIST = "p09"  # Калинина, mathematics, second year; mentee of MENTOR
PRIMARY_YOUNG_SPECIALIST = "p10"  # Снегирёва, primary school, first year; mentee of PRIMARY_MENTOR
PRIMARY_MENTOR = "p11"  # Орешкина, primary school; mentor of the two young specialists of primary school
TEACHER = "p12"  # Туманов, physics; a teacher and nothing else, mentee of REVERSE_MENTOR
ENGLISH_TEACHER = "p13"  # Лебедева, English; class teacher, head of the class teachers
SCIENCE_TEACHER = "p14"  # Журавлёва, chemistry and biology; head of the science teachers
REVERSE_MENTOR = "p15"  # Зимин, informatics; a young specialist who is the mentor of TEACHER

# Gymnasium № 2.
GYMNASIUM_HEAD = "p16"  # Берёзкина, head teacher
GYMNASIUM_DEPUTY_HEAD = "p17"  # Ручьёв, deputy head, curator of the gymnasium's pairs
GYMNASIUM_METHODIST = "p18"  # Ольхова, methodist of the gymnasium; teaches literature
GYMNASIUM_MENTOR = "p19"  # Ясенева, chemistry; mentor of GYMNASIUM_YOUNG_SPECIALIST
GYMNASIUM_YOUNG_SPECIALIST = "p20"  # Росина, biology, first year; mentee of GYMNASIUM_MENTOR
NOT_JOINED = "p21"  # Громов, history; in the staff list, has not started the bot
GYMNASIUM_CLASS_TEACHER = "p22"  # Вьюгина, mathematics; class teacher, mentee of RURAL_MATHS_MENTOR
GYMNASIUM_TEACHER = "p23"  # Заречный, physical training; a teacher and nothing else
PSYCHOLOGIST = "p24"  # Травина, psychologist of the gymnasium, the only one in the district
GYMNASIUM_ENGLISH_TEACHER = "p25"  # Кленова, English; a young specialist whose pair is completed

# The school of the village of Ясноозёрье.
RURAL_HEAD = "p26"  # Камышова, head teacher; teaches geography
RURAL_METHODIST = "p27"  # Ивина, methodist and deputy head, curator of the school's pairs; teaches Russian
RURAL_YOUNG_SPECIALIST = "p28"  # Вереснева, primary school, first year; mentee of PRIMARY_MENTOR
RURAL_LATE_ENTRANT = "p29"  # Щукин, technology; a young specialist of 34; has not started the bot
RURAL_MATHS_MENTOR = "p30"  # Тихонова, mathematics; mentor of GYMNASIUM_CLASS_TEACHER
RURAL_MENTOR = "p31"  # Прудников, informatics and physics; a mentor
RURAL_TEACHER = "p32"  # Мятлева, music and drawing; a class teacher, back after three years
# An administrator who is nothing else, once the operator names them: see the fixture `admin`.
OPERATORS_ADMIN = RURAL_TEACHER

# Everybody who works in a school.
SCHOOL_STAFF = (
    HEAD,
    DEPUTY_HEAD,
    SCHOOL_METHODIST,
    MENTOR,
    YOUNG_SPECIALIST,
    PRIMARY_YOUNG_SPECIALIST,
    PRIMARY_MENTOR,
    TEACHER,
    ENGLISH_TEACHER,
    SCIENCE_TEACHER,
    REVERSE_MENTOR,
)
GYMNASIUM_STAFF = (
    GYMNASIUM_HEAD,
    GYMNASIUM_DEPUTY_HEAD,
    GYMNASIUM_METHODIST,
    GYMNASIUM_MENTOR,
    GYMNASIUM_YOUNG_SPECIALIST,
    NOT_JOINED,
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_TEACHER,
    PSYCHOLOGIST,
    GYMNASIUM_ENGLISH_TEACHER,
)
RURAL_STAFF = (
    RURAL_HEAD,
    RURAL_METHODIST,
    RURAL_YOUNG_SPECIALIST,
    RURAL_LATE_ENTRANT,
    RURAL_MATHS_MENTOR,
    RURAL_MENTOR,
    RURAL_TEACHER,
)
# Everybody of a school with the role of a teacher.
SCHOOL_TEACHERS = tuple(one for one in SCHOOL_STAFF if one != HEAD)
GYMNASIUM_TEACHERS = tuple(
    one for one in GYMNASIUM_STAFF if one not in (GYMNASIUM_HEAD, GYMNASIUM_DEPUTY_HEAD, PSYCHOLOGIST)
)
RURAL_TEACHERS = RURAL_STAFF
# Everybody in the bot who is at most 35 years old and has taught for less than three years.
YOUNG_SPECIALISTS = (
    YOUNG_SPECIALIST,
    PRIMARY_YOUNG_SPECIALIST,
    REVERSE_MENTOR,
    GYMNASIUM_YOUNG_SPECIALIST,
    GYMNASIUM_ENGLISH_TEACHER,
    RURAL_YOUNG_SPECIALIST,
)

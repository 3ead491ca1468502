# Die Worte der Mails auf Deutsch. Was die Variablen bedeuten, steht in en.ftl. "~" ist ein geschütztes Leerzeichen.
#
# Freundlich und knapp, ohne Anrede mit „Sie“ oder „du“, wo es ohne geht; niemand wird getadelt. „Unterlagen“ stehen
# in der Mehrzahl, daher richten sich manche Verben nach $which.

## Zahlen, Listen, Hauptwörter

number = { $n ->
    [0] keine
    [1] eine
    [2] zwei
    [3] drei
    [4] vier
    [5] fünf
    [6] sechs
    [7] sieben
    [8] acht
    [9] neun
   *[other] { $n }
}
people = { $n ->
    [1] eine~Person
   *[other] { number }~Personen
}
list = { $before } und { $last }
either = { $before } oder { $last }
names_more = { $names } und { number } weitere
quoted = „{ $text }“
colon = { $text }:
bare = { $which ->
    [agenda] Agenda
    [pre_read] Unterlagen
    [outcomes] Ergebnis
   *[other] was noch fehlt
}
some = { $which ->
    [agenda] eine~Agenda
    [pre_read] Unterlagen
    [outcomes] ein~Ergebnis
   *[other] was noch fehlt
}
the = { $which ->
    [agenda] die~Agenda
    [pre_read] die~Unterlagen
    [outcomes] das~Ergebnis
   *[other] was noch fehlt
}
without = { $which ->
    [agenda] ohne~Agenda
    [pre_read] ohne~Unterlagen
    [outcomes] ohne~Ergebnis
   *[other] so
}
mark = { $which ->
    [agenda] noch~ohne~Agenda
    [pre_read] noch~ohne~Unterlagen
    [outcomes] noch~ohne~Ergebnis
   *[other] noch nicht fertig
}
label = { $which ->
    [agenda] Agenda
    [pre_read] Unterlagen
   *[outcomes] Ergebnis
}
no_title = (ohne Titel)
no_name = ein Gast

## Tage und Zeiten

weekday = { $day ->
    [1] Montag
    [2] Dienstag
    [3] Mittwoch
    [4] Donnerstag
    [5] Freitag
    [6] Samstag
   *[7] Sonntag
}
weekday_short = { $day ->
    [1] Mo.
    [2] Di.
    [3] Mi.
    [4] Do.
    [5] Fr.
    [6] Sa.
   *[7] So.
}
month_short = { $month ->
    [1] Jan.
    [2] Feb.
    [3] März
    [4] Apr.
    [5] Mai
    [6] Juni
    [7] Juli
    [8] Aug.
    [9] Sept.
    [10] Okt.
    [11] Nov.
   *[12] Dez.
}
day = { $weekday },~{ $day }.~{ $month }
day_short = { $weekday },~{ $day }.
clock = { $hour }:{ $minute }
time = { $clock }~Uhr
range = { $from }–{ $to }~Uhr
span = { $from } – { $to }
stamp = { $day },~{ $time }
by = { $when ->
    [today] heute,~{ $time }
    [near] { $weekday },~{ $time }
   *[far] { $day },~{ $time }
}
on = { $when ->
    [today] heute um~{ $time }
    [near] am { $weekday } um~{ $time }
   *[far] am { $day }, um~{ $time }
}
at_time = um~{ $time }
all_day = ganztägig
all_day_until = ganztägig, bis { $day }
until = bis~{ $time }

## Welcher Termin

subject = Zum Termin: { $title }, { $day }
size = { $n ->
    [1] 1~Person
   *[other] { $n }~Personen
}
rhythm = { $rhythm ->
    [once] einmalig
    [daily] täglich
    [weekly] wöchentlich
    [every_second_week] alle~zwei~Wochen
    [monthly] monatlich
   *[series] eine Serie
}
this_mail = diese Mail
first_mail = erste Mail
starts = der Termin beginnt
open_invitation = Einladung öffnen
move_meeting = Termin verschieben

## Was da ist und was fehlt

state_missing = { $which ->
    [pre_read] fehlen noch
   *[other] fehlt noch
}
state_found = { $which ->
    [pre_read] sind da
   *[other] ist da
}
state_back = wieder da
answers = Antworten
no_pre_read_seen = Kein Anhang und kein Link zum Vorablesen.
no_outcome_seen = Noch nichts dazu, was am Ende stehen soll.
says = { $more ->
    [video_still] In der Einladung stehen „{ $quote }“ und ein Videolink, aber noch nicht, worüber gesprochen wird.
    [video] In der Einladung stehen „{ $quote }“ und ein Videolink.
    [still] In der Einladung steht „{ $quote }“, aber noch nicht, worüber gesprochen wird.{ $ended ->
       *[no] {""}
    }
   *[nothing] In der Einladung steht „{ $quote }“{ $ended ->
        [yes] {""}
       *[no] .
    }
}
says_nothing = { $more ->
    [video_still] In der Einladung steht ein Videolink, aber noch nicht, worüber gesprochen wird.
    [video] In der Einladung steht ein Videolink.
   *[nothing] In der Einladung steht noch nicht, worüber gesprochen wird.
}
in_the_invitation = In der Einladung zu finden.
shows_more = { $which ->
    [agenda] { $n ->
        [1] { $first } und ein weiterer Punkt
       *[other] { $first } und { number } weitere Punkte
    }
   *[other] { $n ->
        [1] { $first } und noch etwas
       *[other] { $first } und { number } weitere
    }
}

## Die Vorlage

paste = In die Einladung einfügen und ausfüllen. Eine Zeile je Punkt genügt.
paste_after_link = Einfügen und ausfüllen. Eine Zeile je Punkt genügt.
paste_short = Einfügen und ausfüllen:
paste_short_alone = In die Einladung einfügen und ausfüllen:
paste_digest = Einfügen und ausfüllen
nothing_to_read = Vorab ist nichts zu lesen? Dann genügt „Keine Vorbereitung nötig“.
template_agenda = Agenda
template_topic = { $i }. [Thema], [Wer], [Minuten]
template_outcome = Ergebnis
template_result = Wir nehmen mit: [Entscheidung oder Ergebnis]
template_pre_read = Unterlagen
template_link = [Link oder Anhang, und worauf es ankommt]
short_agenda = Agenda: [Thema], [Thema]
short_outcome = Ergebnis: [Entscheidung oder Ergebnis]
short_pre_read = Unterlagen: [Link], oder „Keine Vorbereitung nötig“
lines_are_enough = { $n ->
    [1] Eine Zeile in der Einladung genügt:
   *[other] { number } Zeilen in der Einladung genügen:
}

## Solange Zeit ist

please_add = Bitte bis { $by } noch ergänzen: { $what }.
left = { $case ->
    [few] Noch ein paar Minuten
    [minutes] Noch { $n } Minuten
    [hour] Noch eine Stunde
    [hours] Noch { number } Stunden
   *[none] Jetzt noch
}
time_left = { $left }: { $the }, bis { $by }.
what_next = Wie es weitergeht
if_still = meetgate schaut alle paar Minuten in die Einladung, eine Bestätigung ist nicht nötig. { $case ->
    [nothing] Bleibt sie { $on }, wie sie ist, { $then }
    [empty] Ist sie { $on } noch leer, { $then }
    [one] Gibt es { $on } noch keinen Eintrag für { $the }, { $then }
   *[several] Fehlen { $on } noch { $the }, { $then }
}
nothing_else = geschieht nichts weiter: meetgate fragt nur.
only = { $which ->
    [pre_read] Fehlen
    [several] Fehlen
   *[other] Fehlt
} dann nur noch { $the }, { $then }
consequence = { $effect ->
    [flag] markiert meetgate den Termin als „{ $mark }“ in den Kalendern der Personen, die mitmachen. Niemandem wird abgesagt, und die Markierung verschwindet von selbst, sobald { $the } in der Einladung zu finden { $which ->
        [pre_read] sind
        [several] sind
       *[other] ist
    }.
    [tentative] antwortet meetgate mit „vielleicht“ für { $n ->
        [1] die eine Person, für die es antwortet
       *[other] die { people }, für die es antwortet
    }. { back_when }
   *[decline] sagt meetgate für { $n ->
        [1] die eine Person ab, für die es antwortet
       *[other] die { people } ab, für die es antwortet
    }. { back_when }
}
back_when = { $n ->
    [1] Die Antwort kommt zurück,
   *[other] Die Antworten kommen zurück,
} sobald { $which ->
    [agenda] die~Agenda da ist.
    [pre_read] die~Unterlagen da sind.
    [outcomes] das~Ergebnis da ist.
   *[other] da ist, was noch fehlt.
}
last_next = { $effect ->
    [ask] { $opening } geschieht nichts weiter: meetgate fragt nur. Dies ist die letzte Mail dazu.
   *[other] { $opening } { $then } Dies ist die letzte Mail davor.
}
check_again = Jetzt noch einmal prüfen
check_or_say_why = Jetzt noch einmal prüfen, oder kurz sagen, warum es { $without } geht:
needs_none = Dieser Termin kommt { $without } aus
say_why = Kurz sagen, warum es { $without } geht
already_there = Es steht schon in der Einladung

## Mehrere Termine

digest_subject = { number } Termine, { $days }
your_meetings = Die nächsten Termine
nothing_open = Die nächsten Termine haben alles, was sie brauchen.
digest = { number } Termine brauchen noch { $need }, der erste bis { $by }.
template_fits = Eine Zeile je Punkt genügt. Die Vorlage unten passt für { $n ->
    [2] beide
   *[other] alle { number }
}.
need = { $what }, bis~{ $by }
deadlines_passed = Für { $number } Termine ist die Frist vorbei.
undo_each_by_adding = { $effect ->
    [flag] Niemandem wurde abgesagt, und jede Markierung verschwindet von selbst, sobald alles da ist.
   *[other] Ist vor dem Beginn eines Termins alles da, kommen seine Antworten von selbst zurück.
}
undo_each_by_moving = Wird ein Termin aus der geschützten Zeit verschoben, werden seine Gäste neu gefragt.
still_needs = Auch zur neuen Zeit braucht er noch { $what }.
digest_clause = { $effect ->
    [ask] bleibt er, wie er ist
    [flag] wird er in den Kalendern der angemeldeten Personen markiert
    [tentative] wird er für die Personen, für die meetgate antwortet, mit „vielleicht“ beantwortet
   *[decline] wird er für die Personen abgesagt, für die meetgate antwortet
}
digest_next = meetgate schaut alle paar Minuten in die Einladungen, eine Bestätigung ist nicht nötig. { $empty ->
    [yes] Ist ein Termin zu seiner Zeit noch leer,
   *[no] Fehlt einem Termin zu seiner Zeit noch etwas,
} { $clauses }{ $several ->
    [yes] , je nach seiner Regel
   *[no] {""}
}. { $effect ->
    [ask] meetgate fragt nur.
    [flag] Die Markierung verschwindet von selbst, sobald { $empty ->
        [yes] die Agenda da ist
       *[no] alles da ist
    }.
   *[other] Die Antworten kommen zurück, sobald { $empty ->
        [yes] die Agenda da ist
       *[no] alles da ist
    }.
}
all_meetings = Alle offenen Termine auf einer Seite

## Geschützte Zeit

window = in geschützte Zeit
window_day = auf { $vowel ->
   *[no] „{ $name }“
}
window_named = in geschützte Zeit, „{ $name }“
this_one_falls = Dieser Termin fällt { $window }.
it_falls = Er fällt { $window }.
this_time = Diese Zeit
this_day = Der { $weekday }
kept_free_for_some = { $when } ist für einige der Gäste freigehalten.
kept_free = { $when } ist freigehalten für { $case ->
    [one_of] einen der { $guests } Gäste
    [some_of] { $count } der { $guests } Gäste
    [one] den Gast
    [both] beide Gäste
   *[all] alle { $count } Gäste
}: { $names }.
stays_on = am { $weekday }
stays_there = dort
others_unaffected = { $n ->
    [1] Die andere betrifft das nicht.
   *[other] Die anderen { number } betrifft das nicht.
}
if_it_stays = { $effect ->
    [ask] Bleibt er { $stays }, geschieht nichts: meetgate sagt nur Bescheid.
    [flag] Bleibt er { $stays }, markiert meetgate ihn { $on } in den Kalendern der Gäste. Niemandem wird abgesagt, und die Markierung verschwindet von selbst, sobald er verschoben ist.
    [tentative] Bleibt er { $stays }, antwortet meetgate { $on } für { people } mit „vielleicht“.{ $others } { asked_afresh }
   *[decline] Bleibt er { $stays }, sagt meetgate { $on } für { people } ab.{ $others } { asked_afresh }
}
asked_afresh = { $n ->
    [1] Wird er verschoben, wird diese Person neu gefragt.
   *[other] Wird er verschoben, werden sie neu gefragt.
}
then_on = am { $weekday }
then = dann
has_to_be = Es geht nur { $then }? Kurz sagen, warum:
has_to_be_link = Es geht nur { $then }: kurz sagen, warum

## Was getan wurde

window_mark = in geschützter Zeit
done = { $effect ->
    [decline] Fürs Erste für { people } abgesagt.
    [tentative] Fürs Erste für { people } mit „vielleicht“ beantwortet.
   *[flag] { $n ->
        [0] Als „{ $mark }“ markiert.
       *[other] Für { people } als „{ $mark }“ markiert.
    }
}
not_there_yet = { $the } { $which ->
    [several] sind
    [pre_read] sind
   *[other] ist
} noch nicht da.
not_there = { $the } { $which ->
    [several] waren
    [pre_read] waren
   *[other] war
} bis { $by } noch nicht da.
undo_by_adding = { $effect ->
    [ask] Es wurde nichts geändert. Noch ist Zeit zum Ergänzen.
    [flag] { nobody_declined } und verschwindet von selbst, sobald alles da ist.
   *[other] { $which ->
        [several] Sind sie
        [pre_read] Sind sie
        [outcomes] Ist es
       *[other] Ist sie
    } vor dem Beginn ergänzt, { $n ->
        [0] kommt die Antwort von selbst zurück
        [1] kommt die Antwort von selbst zurück
        [2] kommen beide Antworten von selbst zurück
       *[other] kommen alle { number } Antworten von selbst zurück
    }.
}
undo_by_moving = { $effect ->
    [ask] Es wurde nichts geändert.
    [flag] { nobody_declined } und verschwindet von selbst, sobald der Termin verschoben ist.
   *[other] { asked_afresh }
}
nobody_declined = Niemandem wurde abgesagt. Die Markierung steht in { $n ->
    [0] den Kalendern der Gäste
    [1] dem Kalender dieser Person
   *[other] den Kalendern dieser { people }
}
did = { $effect ->
    [ask] Frist
    [flag] markiert
    [tentative] „vielleicht“ geantwortet
   *[decline] abgesagt
}
still_time = noch Zeit zum Ergänzen
still_time_to_move = noch Zeit zum Verschieben
whose_answer = Wessen Antwort sich geändert hat
not_enrolled = { $case ->
    [one] { $names } ist bei meetgate nicht angemeldet, diese Antwort bleibt also.
    [few] { $names } sind bei meetgate nicht angemeldet, ihre Antworten bleiben also.
   *[many] { number } andere sind bei meetgate nicht angemeldet, ihre Antworten bleiben also.
}
shows_maybe = { $n ->
    [1] Bei { $names } steht „vielleicht“: Ein abgesagter Termin verschwände aus dem Kalender.
   *[other] Bei { $names } steht „vielleicht“: Ein abgesagter Termin verschwände aus ihren Kalendern.
}
stays_in_calendar = Der Termin steht weiter im Kalender.
exemption_sentence = Der Termin muss so stattfinden, wie er ist? Dann hilft eine Ausnahme. Die Antworten kommen sofort zurück:
exemption_short = Der Termin muss so stattfinden, wie er ist? Dann hilft eine Ausnahme:
exemption_before = Der Termin muss so stattfinden, wie er ist?
exemption_link = Um eine Ausnahme bitten
exemption_after = . Die Antworten kommen sofort zurück.

## Was zurück ist

thank_you = Danke. { $n ->
    [0] Die Markierung ist weg
    [1] Die Antwort ist wieder da
    [2] Beide Antworten sind wieder~da
   *[other] Alle { number } Antworten sind wieder~da
}.
thank_you_open = Danke. Es steht nichts mehr im Weg.
stay_maybe = { $n ->
    [1] bei einer Person bleibt „vielleicht“ stehen, bis sie selbst antwortet: Ihr Kalender kann eine Antwort nicht ganz zurücknehmen.
   *[other] bei { people } bleibt „vielleicht“ stehen, bis sie selbst antworten: Ihre Kalender können eine Antwort nicht ganz zurücknehmen.
}
arrived_only = { $cause }.
arrived_on = { $the } { $which ->
    [pre_read] sind
   *[other] ist
} { $on } in die Einladung gekommen
arrived_now = { $the } { $which ->
    [pre_read] sind
   *[other] ist
} jetzt in der Einladung
nothing_in_the_way = Dem Termin steht nichts mehr im Weg
arrived = { $cause }, { $n ->
    [0] daher ist der Termin nicht mehr markiert.
    [1] daher hat die eine Person, { down_as }, wieder ihre eigene Antwort.
   *[other] daher haben alle, { down_as_all }, wieder ihre eigene Antwort.
}
down_as = { $effect ->
    [tentative] die vorläufig „vielleicht“ geantwortet hatte
   *[decline] für die vorläufig abgesagt war
}
down_as_all = { $effect ->
    [tentative] die vorläufig auf „vielleicht“ standen
   *[decline] für die vorläufig abgesagt war
}
was_found = { $which ->
    [agenda] Agenda da
    [pre_read] Unterlagen da
    [outcomes] Ergebnis da
   *[other] alles gut
}
answer_count = { $n }~{ $response ->
    [yes] Ja
    [maybe] Vielleicht
    [no] Nein
    [delegated] weitergegeben
   *[open] noch offen
}
still_welcome = Noch willkommen: { $the }.
nothing_left = Mehr ist nicht zu tun. Gutes Gelingen.

## Der Tag der Teilnehmenden

day_subject = Die Antworten von heute: { $counts }
count_given = { number } gegeben
count_back = { number } zurückgegeben
day_headline = { $case ->
    [both] meetgate hat heute { $given } { some_answers } gegeben und { $back } zurückgegeben.
    [back] meetgate hat heute { $back } { some_answers } zurückgegeben.
   *[given] meetgate hat heute { $given } { some_answers } gegeben.
}
some_answers = { $n ->
    [1] Antwort
   *[other] Antworten
}
own_answer_wins = Die eigene Antwort zählt immer: Was im Kalender selbst geändert wird, lässt meetgate in Ruhe.
keep_me = In diesem Termin bleiben
never_answer = Nie für mich antworten
own_week = Die eigene Woche per Mail
given_today = Heute gegeben
given_back = Zurückgegeben
gave = { $effect ->
    [tentative] Fürs Erste „vielleicht“ geantwortet
   *[decline] Fürs Erste abgesagt
}
because_missing = { $the } { $which ->
    [several] waren
    [pre_read] waren
   *[other] war
} { $case ->
    [still] bis { $by } noch nicht da.
   *[other] zur Frist noch nicht da.
}
because_protected = Er fällt { $window }.
you_had = { $response ->
    [yes] Vorher stand dort: zugesagt.
    [maybe] Vorher stand dort: vielleicht.
    [no] Vorher stand dort: abgesagt.
    [delegated] Vorher stand dort: weitergegeben.
   *[open] Vorher war noch nicht geantwortet.
}
as_before = { $response ->
    [yes] Zugesagt, wie zuvor
    [maybe] „Vielleicht“, wie zuvor
    [no] Abgesagt, wie zuvor
    [delegated] Weitergegeben, wie zuvor
   *[open] Noch offen, wie zuvor
}
still_maybe = Weiter „vielleicht“
your_turn = Der Kalender kann eine Antwort nicht ganz zurücknehmen; das bleibt so bis zur eigenen Antwort.
came_back_because = { $case ->
    [missing] Was fehlte, ist jetzt da.
   *[other] Es steht nichts mehr im Weg.
}
more_answers = { $n ->
    [1] Eine weitere steht im Kalender.
   *[other] { number } weitere stehen im Kalender.
}

## Nachrichten an Verantwortliche

alert_subject = { $kind ->
    [stopped] meetgate hat sich selbst angehalten: { $wanted } Antworten in einer Stunde
    [mailbox] meetgate antwortet für eine Person nicht mehr: { $wanted } Antworten in einer Woche
    [organizer] meetgate schreibt einer einladenden Person nicht mehr: { $wanted } Mails an einem Tag
    [calendars] meetgate kann { $n ->
        [1] einen Kalender
       *[other] { $n } Kalender
    } nicht lesen
   *[mail] meetgate erreicht { $n ->
        [1] eine einladende Person
       *[other] { $n } einladende Personen
    } nicht per Mail
}
alert_headline = { $kind ->
    [stopped] meetgate hat angehalten: { $wanted } Antworten in einer Stunde sind mehr als erlaubt.
    [mailbox] meetgate antwortet für eine Person nicht mehr: { $wanted } Antworten in einer Woche sind mehr als erlaubt.
    [organizer] meetgate schreibt einer einladenden Person nicht mehr: { $wanted } Mails an einem Tag sind mehr als erlaubt.
    [calendars] { $n ->
        [1] Ein Kalender ist
       *[other] { number } Kalender sind
    } seit { $since } nicht lesbar.
   *[mail] { $n ->
        [1] Eine einladende Person ist
       *[other] { number } einladende Personen sind
    } per Mail nicht erreichbar.
}
alert_when = Wann
alert_limit = Grenze
alert_whom = Wer
alert_why = Warum
alert_next = { $kind ->
    [stopped] Was wartet, wurde nicht getan. Bis zur Entscheidung ruhen alle Handlungen; gelesen und geprüft wird weiter. Was über dem Warten seine Zeit verpasst, entfällt und wird nicht nachgeholt.
    [mailbox] Was wartet, wurde nicht getan. Bis zur Entscheidung ruhen die Antworten für diese Person; alles andere geht weiter. Was über dem Warten seine Zeit verpasst, entfällt und wird nicht nachgeholt.
    [organizer] Was wartet, wurde nicht verschickt. Bis zur Entscheidung warten die Mails an diese Person, und ohne Vorwarnung wird nichts beantwortet. Alles andere geht weiter.
    [calendars] Für diese Personen wird nicht aus altem Wissen geantwortet. Alle paar Minuten wird neu gelesen.
   *[mail] Wer nicht vorgewarnt werden kann, für dessen Termine antwortet meetgate nie; es markiert sie höchstens.
}
alert_try = Was es täte
alert_go_on = Es ist richtig so, weiter
alert_see = Wie es steht

## Warum, von wem, an wen

how_it_decides = So wird entschieden
no_more_mail = Keine solchen Mails mehr
because_organizer = Diese Mail geht an die Person, die zu { $n ->
    [1] dem Termin
   *[other] den Terminen
} einlädt.
because_rule = Diese Mail geht an die Person, die zu { $n ->
    [1] dem Termin
   *[other] den Terminen
} einlädt; die Regel „{ $rule }“ bittet um: { $what }.
because_window = Diese Mail geht an die Person, die zu dem Termin einlädt; „{ $window }“ hält diese Zeit frei.
because_answered = Diese Mail kommt einmal am Tag, und nur an Tagen, an denen meetgate geantwortet hat.
because_admin = Diese Mail geht an alle, die für meetgate verantwortlich sind.
times_are = Alle Zeiten sind Ortszeit in { $city }.
sent_by = Gesendet von meetgate für { $organization }.
sent_by_nobody = Gesendet von meetgate.
sender = meetgate bei { $organization }
reply_reaches = Eine Antwort auf diese Mail geht an { $name }.

## Zeilen außerhalb einer Mail

comment = { $give ->
    [decline] Fürs Erste von meetgate abgesagt
   *[tentative] Fürs Erste von meetgate mit „vielleicht“ beantwortet
}: { $why ->
    [missing] { $what }. Die Antwort kommt zurück, sobald das da ist.
    [both] { $what }, und der Termin fällt in geschützte Zeit. Die Antwort kommt zurück, sobald das da ist und er verschoben wird.
   *[protected] der Termin fällt in geschützte Zeit. Die Antwort kommt zurück, wenn er verschoben wird.
}
memo = Das könnte eine kurze Notiz sein und { people } { $length } zurückgeben.
length = { $case ->
    [half_hour] eine halbe Stunde
    [hour] eine Stunde
    [hour_and_half] anderthalb Stunden
    [hours] { $k } Stunden
   *[minutes] { $k } Minuten
}

## Der Wochenbericht: Zahlen und Wochen

decimal = { $whole },{ $fraction }
thousands = { $before }.{ $after }
hours_short = { $hours }~h
hours_long = { $few ->
   *[no] { $hours }~Stunden
}
per_cent = { $n }~%
points = { $n ->
    [1] 1~Punkt
   *[other] { $n }~Punkte
}
more = { $case ->
    [more] { $by } mehr
    [less] { $by } weniger
   *[same] wie in der Vorwoche
}
month = { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
}
date_short = { $day }.~{ $month }
week_within = { $first }.–{ $last }.~{ $month }
week_across = { $first }.~{ $month } – { $last }.~{ $other }
with_year = { $dates } { $year }
weekday_time = { $weekday }~{ $time }

## Der Wochenbericht: was sich geändert hat, und was zu tun wäre

report_subject = Termine bei { $organization }, { $dates }
report_kicker = { $organization } · { $dates }, Woche~{ $week }
report_empty = In dieser Woche gab es keine Termine.
report_too_few = Weniger als { number } Personen sind erfasst, deshalb stehen hier keine Zahlen.
report_meetings = Termine dauerten { $hours } je Person{ $extreme ->
    [most] , so viel wie nie in { number } Wochen
    [least] , so wenig wie nie in { number } Wochen
   *[none] {""}
}.
report_meetings_since = { $case ->
    [more] Das sind { $hours } mehr als in der Vorwoche.
    [less] Das sind { $hours } weniger als in der Vorwoche.
   *[same] Das ist so viel wie in der Vorwoche.
}
report_focus = { $case ->
    [more] Die Fokuszeit stieg um { $by } auf { $hours } je Person
    [less] Die Fokuszeit sank um { $by } auf { $hours } je Person
    [same] Die Fokuszeit blieb bei { $hours } je Person
   *[none] Die Fokuszeit betrug { $hours } je Person
}{ $tail ->
    [day] , das meiste davon am { $day }
    [most] , so viel wie nie in { number } Wochen
    [least] , so wenig wie nie in { number } Wochen
   *[none] {""}
}.
report_load = { $zones } { $n ->
    [1] stellt
   *[other] stellen
} { $people } der Personen und { $n ->
    [1] trägt
   *[other] tragen
} { $hours } der Terminzeit außerhalb der Arbeitszeit.
report_agendas = Von { $n ->
    [1] einem Termin, der eine Agenda brauchte, hatten { $rate } eine
   *[other] { number } Terminen, die eine Agenda brauchten, hatten { $rate } eine
}{ $case ->
    [more] , { $points } mehr als in der Vorwoche
    [less] , { $points } weniger als in der Vorwoche
   *[same] {""}
}{ $rescued ->
    [0] {""}
    [1] ; eine kam nach einer Mail noch dazu
   *[other] ; { $rescued } kamen nach einer Mail noch dazu
}.
one_thing = Ein Vorschlag
suggest_move = „{ $title }“ von { $from } auf { $to } verlegen, Ortszeit in { $city }.
suggest_rotate = „{ $title }“, jetzt { $from } in { $city }, reihum auf { number } Zeiten verteilen: { $times }.
that_is = Das ist { $places }.
at_place = { $time } in { $city }
relieves = So haben { people } ihren Abend oder Morgen wieder.
suggest_memo = { number } { $n ->
    [1] Termin hat
   *[other] Termine haben
} nur informiert. Aufgeschrieben { $n ->
    [1] gäbe er
   *[other] gäben sie
} { $hours } zurück.
suggest_protect = { number } { $n ->
    [1] Termin lag
   *[other] Termine lagen
} in geschützter Zeit. Verlegt { $n ->
    [1] gäbe er
   *[other] gäben sie
} diese Zeit zurück.
suggest_prepare = Darum bitten, die Agenda gleich mit der Einladung zu schreiben: Von { $needed ->
    [1] einem Termin, der
   *[other] { $needed } Terminen, die
} eine { $needed ->
    [1] brauchte
   *[other] brauchten
}, { $n ->
    [1] fand einer
   *[other] fanden { number }
} ohne statt.
suggest_review = „{ $title }“ ansehen: Das waren { $hours }, alle Personen zusammen.

## Der Wochenbericht: Zahlen und Bilder

tile = { $which ->
    [meetings] Termine, je Person
    [focus] Fokus, je Person
    [after_hours] Außerhalb der Arbeitszeit
   *[agenda] Termine mit Agenda
}
report_heading = { $which ->
    [week] Die Woche
    [teams] Teams
    [zones] Zeitzonen
    [load] Außerhalb der Arbeitszeit, nach Zonen
    [rotations] Zeiten, die die Last verteilen
    [series] Wohin die Stunden gehen
    [cost] Was es kostet
    [baseline] Vorher und jetzt
    [withheld] Was nicht gezeigt wird
    [counted] Wie gezählt wird
    [days] Fokus nach Tagen
    [pulse_told] Wie die Arbeit war
    [pulse] Dreimal tippen
   *[own_series] Eigene Serien
}
column = { $which ->
    [answers] Antwort im Mittel
    [per_person] Je Person und Woche
    [figure] Zahl
    [now] Diese Woche
    [before] Vorwoche
    [meetings] Termine
    [focus] Fokus
    [after_hours] Nach Feierabend
    [agenda] Agenda
    [share_of_people] der Personen
    [hours] Stunden
    [per_head] je Person
    [share_of_load] der Last
    [series] Aufwendigste Serien
    [people] Personen
    [times] Male
    [person_hours] Personenstd.
   *[cost] Kosten
}
column_ago = vor { $n }~Wochen
everyone = Alle
small_teams = Kleinere Teams zusammen
unassigned = Ohne Team
unassigned_people = Personen ohne Team
elsewhere = Andere Zonen zusammen
region_together = { $region }, kleinere Zonen zusammen
folded = { $group }: { $names }.
rest_attached = { $n ->
    [1] Eine weitere Zeile steht in den Anhängen.
   *[other] { number } weitere Zeilen stehen in den Anhängen.
}
trend_heading = { $case ->
    [focus_passed] { $n ->
        [1] Seit dieser Woche gibt es mehr Fokus als Termine
       *[other] Seit { number } Wochen gibt es mehr Fokus als Termine
    }
    [meetings_passed] { $n ->
        [1] Seit dieser Woche gibt es mehr Termine als Fokus
       *[other] Seit { number } Wochen gibt es mehr Termine als Fokus
    }
    [focus] Es gibt mehr Fokus als Termine
   *[meetings] Es gibt mehr Termine als Fokus
}
trend_unit = Stunden je Person und Woche
trend_alt = Liniendiagramm über { number } Wochen. Termine, Stunden je Person: { $meetings }. Fokus: { $focus }.
heat_heading = Am meisten los ist am { $day } um { $time }
heat_unit = Prozent der Personen in einem Termin, jeweils in ihrer Ortszeit
heat_alt = Wärmebild nach Wochentag und Ortszeit. { $told }
heat_peaks = Vollste Stunde jedes Tages, und wer dann in einem Termin war: { $peaks }.
heat_peak = { $day }~{ $time } ({ $share })
load_heading = { $zone } trägt am meisten außerhalb der Arbeitszeit
load_unit = Terminzeit außerhalb der Arbeitszeit, je Person und Woche
load_alt = Balkendiagramm der Stunden außerhalb der Arbeitszeit je Person nach Zone: { $zones }. Alle: { $all }.
load_zone = { $zone } { $hours }
agenda_heading = { $rate } der Termine hatten ihre Agenda
agenda_unit = { $n ->
    [1] Von einem Termin, der eine brauchte
   *[other] Von { number } Terminen, die eine brauchten
}
agenda_alt = Gestapelte Säulen über acht Wochen. In dieser Woche hatten { $unasked } unaufgefordert eine Agenda, { $rescued } nach einer Mail, { $late } verspätet, { $missing } keine. Mit Agenda in den Wochen davor: { $before }. Abgesagt in dieser Woche: { $declined }.
chart_word = { $word ->
    [meetings] Termine
    [focus] Fokus
    [everyone] alle
    [unasked] von allein
    [rescued] gerettet
    [late] verspätet
    [missing] ohne
   *[declined] abgesagt
}
agenda_counts = { $unasked } von allein, { $rescued } nach einer Mail gerettet, { $late } verspätet, { $missing } ohne. In { $declined } hat meetgate geantwortet.
exempted = Ausgenommen außerdem: { $n } ({ $reasons }).
exempted_by = { $n } „{ $rule }“
exempted_asked = { $n } auf Wunsch
protected = { $n ->
    [0] Kein Termin lag in geschützter Zeit
    [1] Ein Termin lag in geschützter Zeit
   *[other] { number } Termine lagen in geschützter Zeit
}{ $case ->
    [known] ; in der Vorwoche { $before }
   *[unknown] {""}
}.
spread = Die Ungleichheit zwischen den Zonen ist { $index }: 0 heißt für alle gleich, gegen 1 tragen wenige alles.
informed_only = { $n ->
    [1] Ein Termin hat nur informiert und hätte ein Text sein können
   *[other] { number } Termine haben nur informiert und hätten ein Text sein können
}: { $hours }.
cost = Bei { $hourly } je Stunde kosteten die Termine dieser Woche { $amount }.
baseline = { $group }, gegenüber den eigenen Wochen davor: { $figures }.
was = { $label } { $now } (vorher { $before })
covered = Erfasst: { $covered } von { $enrolled } Personen.
covered_partly = { people }: Einige Tage fehlen, zusammen { $days }; diese Tage zählen nicht.
covered_unread = { people }: Die Kalender waren nicht lesbar.
covered_not_joined = { people } aus Terminen { $n ->
    [1] ist
   *[other] sind
} nicht angemeldet.
covered_series = { $n } Serien waren zu viele, um sie auseinanderzuhalten.
floor = Gruppen unter { number } Personen stehen nie allein. Niemand wird eingestuft.
withheld = { $why ->
    [few] { $family ->
        [called] { $names }: weniger als { number } Personen haben eingeladen, deshalb { $case ->
            [alone] fehlt, was aus ihren Terminen wurde
           *[other] zählt bei „{ $within }“, was aus ihren Terminen wurde
        }.
       *[attended] { $names }: weniger als { number } Personen, { $case ->
            [alone] nicht gezeigt
           *[other] gezählt bei „{ $within }“
        }.
    }
   *[gives] { $family ->
        [called] { $names }: Was aus ihren Terminen wurde, würde eine kleinere Gruppe verraten, deshalb { $case ->
            [alone] fehlt es
           *[other] zählt es bei „{ $within }“
        }.
       *[attended] { $names }: Allein gezeigt würde es eine kleinere Gruppe verraten; { $case ->
            [alone] nicht gezeigt
           *[other] gezählt bei „{ $within }“
        }.
    }
}
report_attached = Dieselben Zahlen hängen als CSV und JSON an.
because_report = Diese Mail kommt einmal in der Woche an alle auf ihrer Liste. Zeiten zählen in der Zeitzone jeder Person.

## Der Wochenbericht: was jede Zahl bedeutet

attended = Als besucht zählt, was nicht abgesagt wurde (eine Antwort von meetgate zählt als besucht, bis die Person sie bestätigt), mit mindestens einer weiteren Person, nicht ganztägig, kürzer als { $longest } Stunden, und weder freigehaltene Zeit noch Fokuszeit noch Abwesenheit.
metric_label = { $metric ->
    [working_hours] Arbeitszeit
    [meeting_hours] Termine
    [focus_hours] Fokus
    [fragmented_hours] Zerstückelt
    [after_hours] Außerhalb der Arbeitszeit
    [after_hours_share] Anteil außerhalb der Arbeitszeit
    [after_hours_spread] Ungleichheit zwischen Zonen
    [conflict_hours] Überschneidungen
    [meetings_attended] Besuchte Termine
    [short_notice] Kurzfristig
    [large_meeting_hours] In großen Terminen
    [series_hours] In Serien
    [memo_hours] Hätte ein Text sein können
    [agenda_needed] Termine, die eine Agenda brauchten
    [agenda_rate] Mit Agenda
    [on_time_rate] Agenda rechtzeitig
    [agenda_unasked] Rechtzeitig, von allein
    [agenda_rescued] Gerettet
    [agenda_late] Agenda verspätet
    [agenda_missing] Ohne Agenda
    [pre_read_rate] Mit Unterlagen
    [declined] Von meetgate beantwortet
    [exempted] Ausgenommen
    [claims] „Die Agenda ist da“
    [in_protected_time] In geschützter Zeit
    [large_meetings] Große Termine
   *[memo_meetings] Nur zur Information
}
metric_meaning = { $metric ->
    [working_hours] Stunden, die der Kalender einer Person als Arbeitszeit kennt, ohne freie Tage und Abwesenheit
    [meeting_hours] besuchte Zeit, Überschneidungen einmal gezählt
    [focus_hours] zusammenhängende Stücke von { $block } oder mehr in der Arbeitszeit
    [fragmented_hours] Arbeitszeit, die weder Termin noch Fokus ist
    [after_hours] Terminzeit außerhalb der Arbeitszeit der Person, in ihrer Zeitzone
    [after_hours_share] der Teil der Terminzeit, der außerhalb der Arbeitszeit liegt
    [after_hours_spread] der Gini-Koeffizient der Stunden außerhalb der Arbeitszeit je Kopf zwischen den Zonen: 0 gleich verteilt, gegen 1 von wenigen getragen
    [conflict_hours] Zeit, in der sich besuchte Termine überschneiden, einmal gezählt
    [meetings_attended] wie viele Termine eine Person besucht hat
    [short_notice] besuchte Termine, die weniger als { $short } Stunden vorher angesetzt wurden
    [large_meeting_hours] besuchte Zeit in Terminen ab { $large } Personen
    [series_hours] besuchte Zeit in Terminen, die sich wiederholen
    [memo_hours] besuchte Zeit in Terminen, die nur informieren
    [agenda_needed] Termine, deren Regel eine Agenda verlangt
    [agenda_rate] davon der Teil mit Agenda beim Beginn
    [on_time_rate] davon der Teil mit Agenda zur Frist
    [agenda_unasked] mit Agenda zur Frist, ohne Mail davor
    [agenda_rescued] mit Agenda beim Beginn, nach einer Mail
    [agenda_late] mit Agenda beim Beginn, nicht zur Frist, ohne Mail
    [agenda_missing] beim Beginn ohne Agenda
    [pre_read_rate] von den Terminen, deren Regel Unterlagen verlangt, der Teil mit Unterlagen beim Beginn
    [declined] Termine, in denen beim Beginn eine Antwort von meetgate stand
    [exempted] Termine, die eine Regel oder ein Wunsch ausgenommen hat
    [claims] Termine, von denen es hieß, die Agenda sei da
    [in_protected_time] Termine in jemandes geschützter Zeit
    [large_meetings] Termine ab { $large } Personen
   *[memo_meetings] Termine, die nur informieren
}

## Die drei Fragen im Bericht

pulse_label = { $question ->
    [focus] Fokus
    [stress] Stress
   *[autonomy] Freiraum
}
pulse_round = Die letzte Runde galt der Woche { $asked } und war bis { $until } offen.
pulse_reading = Bei Fokus und Freiraum ist mehr besser, bei Stress weniger.
pulse_answered = { $n } Antworten
pulse_trend = Alle, Runde für Runde: { $told }.
pulse_floor = Antworten stehen ohne Namen. Eine Gruppe steht hier ab { number } Antworten, und nur, wenn sie keine kleinere verrät.

## Die eigene Woche

personal_subject = Die eigene Woche, { $dates }
personal_kicker = { $dates }, Woche~{ $week }
personal_headline = { $meetings } in Terminen und { $focus } Fokus.
personal_since = { $case ->
    [more] Das sind { $hours } mehr in Terminen als in der Vorwoche.
    [less] Das sind { $hours } weniger in Terminen als in der Vorwoche.
   *[same] Das ist so viel in Terminen wie in der Vorwoche.
}
personal_tile = { $which ->
    [meetings] In Terminen
    [focus] Fokus
    [after_hours] Außerhalb der Arbeitszeit
   *[fragmented] Zerstückelt
}
personal_alone = Diese Mail geht nur an diese eine Adresse. Niemand sonst sieht diese Zahlen.
pulse_intro = Je einmal tippen, alle zwei Wochen. Antworten stehen ohne Namen und nur für Gruppen ab { $n } Personen.
pulse_question = { $question ->
    [focus] Wie gut ging konzentriertes Arbeiten?
    [stress] Wie stressig waren die Tage?
   *[autonomy] Wie frei war die Zeit einzuteilen?
}
pulse_scale = 1 heißt gar nicht, 5 heißt sehr.
because_personal = Diese Mail kommt auf eigenen Wunsch, einmal in der Woche.

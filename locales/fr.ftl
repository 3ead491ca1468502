# Les mots des messages, en français. Le sens des variables est expliqué dans en.ftl. « ~ » est une espace insécable.
#
# Un ton aimable et bref, sans reproche ni impératif pressant.

## Nombres, listes, noms

number = { $n ->
    [0] aucune
    [1] une
    [2] deux
    [3] trois
    [4] quatre
    [5] cinq
    [6] six
    [7] sept
    [8] huit
    [9] neuf
   *[other] { $n }
}
people = { $n ->
    [1] une~personne
   *[other] { number }~personnes
}
list = { $before } et { $last }
either = { $before } ou { $last }
names_more = { $names } et { number } autres
quoted = «~{ $text }~»
colon = { $text }~:
bare = { $which ->
    [agenda] ordre du~jour
    [pre_read] document à~lire
    [outcomes] résultat
   *[other] ce qui manque
}
some = { $which ->
    [agenda] un~ordre~du~jour
    [pre_read] un~document~à~lire
    [outcomes] un~résultat attendu
   *[other] ce qui manque
}
the = { $which ->
    [agenda] l’ordre~du~jour
    [pre_read] le~document~à~lire
    [outcomes] le~résultat attendu
   *[other] ce qui manque
}
without = { $which ->
    [agenda] sans ordre~du~jour
    [pre_read] sans document~à~lire
    [outcomes] sans résultat attendu
   *[other] en l’état
}
mark = { $which ->
    [agenda] pas encore d’ordre~du~jour
    [pre_read] pas encore de document~à~lire
    [outcomes] pas encore de résultat attendu
   *[other] pas encore prête
}
label = { $which ->
    [agenda] Ordre du jour
    [pre_read] À lire
   *[outcomes] Résultat
}
no_title = (sans titre)
no_name = une personne invitée

## Jours et heures

weekday = { $day ->
    [1] lundi
    [2] mardi
    [3] mercredi
    [4] jeudi
    [5] vendredi
    [6] samedi
   *[7] dimanche
}
weekday_short = { $day ->
    [1] lun.
    [2] mar.
    [3] mer.
    [4] jeu.
    [5] ven.
    [6] sam.
   *[7] dim.
}
month_short = { $month ->
    [1] janv.
    [2] févr.
    [3] mars
    [4] avr.
    [5] mai
    [6] juin
    [7] juil.
    [8] août
    [9] sept.
    [10] oct.
    [11] nov.
   *[12] déc.
}
day = { $weekday }~{ $day ->
    [1] 1er
   *[other] { $day }
}~{ $month }
day_short = { $weekday }~{ $day ->
    [1] 1er
   *[other] { $day }
}
clock = { $hour }~h~{ $minute }
time = { $clock }
range = { $from } – { $to }
span = { $from } – { $to }
stamp = { $day } à~{ $time }
by = { $when ->
    [today] { $time }~aujourd’hui
    [near] { $weekday }~{ $time }
   *[far] le { $day } à~{ $time }
}
on = { $when ->
    [today] aujourd’hui à~{ $time }
    [near] { $weekday } à~{ $time }
   *[far] le { $day } à~{ $time }
}
at_time = à~{ $time }
all_day = toute la journée
all_day_until = toute la journée, jusqu’au { $day }
until = jusqu’à { $time }

## Quelle réunion

subject = Votre réunion~: { $title }, { $day }
size = { $n ->
    [1] 1~personne
   *[other] { $n }~personnes
}
rhythm = { $rhythm ->
    [once] une fois
    [daily] chaque jour
    [weekly] chaque semaine
    [every_second_week] toutes~les~deux~semaines
    [monthly] chaque mois
   *[series] une série
}
this_mail = ce message
first_mail = premier message
starts = début de la réunion
open_invitation = Ouvrir l’invitation
move_meeting = Déplacer la réunion

## Ce qui est là et ce qui manque

state_missing = { $which ->
   *[other] manque
}
state_found = { $which ->
   *[other] trouvé
}
state_back = revenues
answers = Réponses
no_pre_read_seen = Aucune pièce jointe, aucun lien à lire avant.
no_outcome_seen = Rien encore sur ce qui doit en sortir.
says = { $more ->
    [video_still] L’invitation indique «~{ $quote }~» et un lien vidéo, mais pas encore de quoi on parlera.
    [video] L’invitation indique «~{ $quote }~» et un lien vidéo.
    [still] L’invitation indique «~{ $quote }~», mais pas encore de quoi on parlera.{ $ended ->
       *[no] {""}
    }
   *[nothing] L’invitation indique «~{ $quote }~».{ $ended ->
       *[no] {""}
    }
}
says_nothing = { $more ->
    [video_still] L’invitation contient un lien vidéo, mais ne dit pas encore de quoi on parlera.
    [video] L’invitation contient un lien vidéo.
   *[nothing] L’invitation ne dit pas encore de quoi on parlera.
}
in_the_invitation = Présent dans l’invitation.
shows_more = { $which ->
    [agenda] { $n ->
        [1] { $first } et un autre point
       *[other] { $first } et { number } autres points
    }
   *[other] { $n ->
        [1] { $first } et un autre
       *[other] { $first } et { number } autres
    }
}

## Le modèle

paste = À coller dans l’invitation et à compléter. Une ligne par point suffit.
paste_after_link = À coller et à compléter. Une ligne par point suffit.
paste_short = À coller et à compléter~:
paste_short_alone = À coller dans l’invitation et à compléter~:
paste_digest = À coller et à compléter
nothing_to_read = Rien à lire avant~? Il suffit d’écrire «~Aucune lecture préalable~».
template_agenda = Ordre du jour
template_topic = { $i }. [sujet], [qui], [minutes]
template_outcome = Résultat attendu
template_result = Nous repartons avec~: [décision ou résultat]
template_pre_read = À lire
template_link = [lien ou pièce jointe, et ce qu’il faut regarder]
short_agenda = Ordre du jour~: [sujet], [sujet]
short_outcome = Résultat attendu~: [décision ou résultat]
short_pre_read = À lire~: [lien], ou «~Aucune lecture préalable~»
lines_are_enough = { $n ->
    [1] Une ligne dans l’invitation suffit~:
   *[other] { number } lignes dans l’invitation suffisent~:
}

## Tant qu’il est temps

please_add = Merci d’ajouter { $what } avant { $by }.
left = { $case ->
    [few] Encore quelques minutes
    [minutes] Encore { $n } minutes
    [hour] Encore une heure
    [hours] Encore { number } heures
   *[none] C’est le moment
}
time_left = { $left }~: { $the }, avant { $by }.
what_next = La suite
if_still = meetgate consulte régulièrement l’invitation, il n’y a donc rien à confirmer. { $case ->
    [nothing] Si elle reste en l’état { $on }, { $then }
    [empty] Si elle est encore vide { $on }, { $then }
    [one] Si { $the } manque encore { $on }, { $then }
   *[several] Si { $the } manquent encore { $on }, { $then }
}
nothing_else = rien d’autre ne se passe~: meetgate ne fait que demander.
only = S’il ne manque alors { $which ->
    [several] plus que
   *[other] que
} { $the }, { $then }
consequence = { $effect ->
    [flag] meetgate marque la réunion «~{ $mark }~» dans les agendas des personnes qui participent. Rien n’est décliné, et la marque disparaît d’elle-même dès que { $the } { $which ->
        [several] sont
       *[other] est
    } dans l’invitation.
    [tentative] meetgate répond «~peut-être~» pour { $n ->
        [1] la personne pour qui il répond
       *[other] les { people } pour qui il répond
    }. { back_when }
   *[decline] meetgate décline pour { $n ->
        [1] la personne pour qui il répond
       *[other] les { people } pour qui il répond
    }. { back_when }
}
back_when = { $n ->
    [1] Cette réponse revient
   *[other] Leurs réponses reviennent
} dès que { $which ->
    [agenda] l’ordre~du~jour est là.
    [pre_read] le~document~à~lire est là.
    [outcomes] le~résultat attendu est là.
   *[other] ce qui manque est là.
}
last_next = { $effect ->
    [ask] { $opening }, rien d’autre ne se passe~: meetgate ne fait que demander. C’est le dernier message à ce sujet.
   *[other] { $opening }, { $then } C’est le dernier message avant cela.
}
check_again = Vérifier maintenant
check_or_say_why = Vérifier maintenant, ou dire pourquoi elle se tient { $without }~:
needs_none = Cette réunion se tient { $without }
say_why = Dire pourquoi elle se tient { $without }
already_there = C’est déjà dans l’invitation

## Plusieurs réunions

digest_subject = { number } de vos réunions, { $days }
your_meetings = Vos réunions
nothing_open = Vos prochaines réunions ont tout ce qu’il leur faut.
digest = { number } de vos réunions attendent { $need }, la première avant { $by }.
template_fits = Une ligne par point suffit. Le modèle ci-dessous convient { $n ->
    [2] aux deux
   *[other] aux { number }
}.
need = { $what }, avant le~{ $by }
deadlines_passed = L’échéance est passée pour { $number } de vos réunions.
undo_each_by_adding = { $effect ->
    [flag] Rien n’est décliné, et chaque marque disparaît d’elle-même dès que tout est là.
   *[other] Dès que tout est là, avant le début d’une réunion, ses réponses reviennent d’elles-mêmes.
}
undo_each_by_moving = Dès qu’une réunion sort du temps protégé, la question est posée à nouveau à ses invités.
still_needs = À sa nouvelle heure, il lui faut encore { $what }.
digest_clause = { $effect ->
    [ask] reste en l’état
    [flag] est marquée dans les agendas des personnes inscrites
    [tentative] reçoit un «~peut-être~» pour les personnes pour qui meetgate répond
   *[decline] est déclinée pour les personnes pour qui meetgate répond
}
digest_next = meetgate consulte régulièrement vos invitations, il n’y a donc rien à confirmer. Une réunion { $empty ->
    [yes] encore vide à son heure
   *[no] à laquelle il manque encore quelque chose à son heure
} { $clauses }{ $several ->
    [yes] , selon sa règle
   *[no] {""}
}. { $effect ->
    [ask] meetgate ne fait que demander.
    [flag] La marque disparaît d’elle-même dès que { $empty ->
        [yes] l’ordre du jour est là
       *[no] tout est là
    }.
   *[other] Les réponses reviennent dès que { $empty ->
        [yes] l’ordre du jour est là
       *[no] tout est là
    }.
}
all_meetings = Toutes vos réunions ouvertes sur une page

## Temps protégé

window = sur un temps protégé
window_day = sur { $vowel ->
   *[no] «~{ $name }~»
}
window_named = sur un temps protégé, «~{ $name }~»
this_one_falls = Celle-ci tombe { $window }.
it_falls = Elle tombe { $window }.
this_time = Ce moment
this_day = Le { $weekday }
kept_free_for_some = { $when } est gardé libre pour certaines des personnes invitées.
kept_free = { $when } est gardé libre pour { $case ->
    [one_of] une des { $guests } personnes invitées
    [some_of] { $count } des { $guests } personnes invitées
    [one] la personne invitée
    [both] les deux personnes invitées
   *[all] les { $count } personnes invitées
}~: { $names }.
stays_on = le { $weekday }
stays_there = là
others_unaffected = { $n ->
    [1] L’autre n’est pas concernée.
   *[other] Les { number } autres ne sont pas concernées.
}
if_it_stays = { $effect ->
    [ask] Si elle reste { $stays }, il ne se passe rien~: meetgate le signale seulement.
    [flag] Si elle reste { $stays }, meetgate la marque dans leurs agendas { $on }. Rien n’est décliné, et la marque disparaît d’elle-même dès que la réunion est déplacée.
    [tentative] Si elle reste { $stays }, meetgate répond «~peut-être~» pour { people } { $on }.{ $others } { asked_afresh }
   *[decline] Si elle reste { $stays }, meetgate décline pour { people } { $on }.{ $others } { asked_afresh }
}
asked_afresh = { $n ->
    [1] Dès qu’elle est déplacée, la question est posée à nouveau à cette personne.
   *[other] Dès qu’elle est déplacée, la question leur est posée à nouveau.
}
then_on = le { $weekday }
then = à ce moment
has_to_be = Elle doit avoir lieu { $then }~? Dire pourquoi~:
has_to_be_link = Elle doit avoir lieu { $then }~: dire pourquoi

## Ce qui a été fait

window_mark = sur un temps protégé
done = { $effect ->
    [decline] Déclinée pour { people }, pour l’instant.
    [tentative] Répondu «~peut-être~» pour { people }, pour l’instant.
   *[flag] { $n ->
        [0] Marquée «~{ $mark }~».
       *[other] Marquée «~{ $mark }~» pour { people }.
    }
}
not_there_yet = { $the } { $which ->
    [several] ne sont pas encore là.
   *[other] n’est pas encore là.
}
not_there = { $the } { $which ->
    [several] manquaient
   *[other] manquait
} encore à l’échéance ({ $by }).
undo_by_adding = { $effect ->
    [ask] Rien n’a été changé. Il est encore temps de { $which ->
        [several] les ajouter
       *[other] l’ajouter
    }.
    [flag] { nobody_declined } et disparaît d’elle-même dès que { $which ->
        [several] tout est ajouté
       *[other] c’est ajouté
    }.
   *[other] Il suffit de { $which ->
        [several] les ajouter
       *[other] l’ajouter
    } avant le début, et { $n ->
        [0] la réponse revient d’elle-même
        [1] la réponse revient d’elle-même
        [2] les deux réponses reviennent d’elles-mêmes
       *[other] les { number } réponses reviennent d’elles-mêmes
    }.
}
undo_by_moving = { $effect ->
    [ask] Rien n’a été changé.
    [flag] { nobody_declined } et disparaît d’elle-même dès que la réunion est déplacée.
   *[other] { asked_afresh }
}
nobody_declined = Rien n’a été décliné. La marque se trouve dans { $n ->
    [0] les agendas des personnes invitées
    [1] l’agenda de cette personne
   *[other] les agendas des { people }
}
did = { $effect ->
    [ask] échéance
    [flag] marquée
    [tentative] «~peut-être~»
   *[decline] déclinée
}
still_time = il est encore temps
still_time_to_move = il est encore temps de la déplacer
whose_answer = Quelles réponses ont changé
not_enrolled = { $case ->
    [one] { $names } n’est pas sur meetgate, cette réponse reste donc.
    [few] { $names } ne sont pas sur meetgate, leurs réponses restent donc.
   *[many] { number } autres personnes ne sont pas sur meetgate, leurs réponses restent donc.
}
shows_maybe = { $n ->
    [1] { $names } apparaît avec «~peut-être~»~: une réunion déclinée quitterait son agenda.
   *[other] { $names } apparaissent avec «~peut-être~»~: une réunion déclinée quitterait leur agenda.
}
stays_in_calendar = La réunion est toujours dans votre agenda.
exemption_sentence = Si la réunion doit se tenir en l’état, il est possible de demander une exception. Les réponses reviennent aussitôt~:
exemption_short = Si la réunion doit se tenir en l’état, il est possible de demander une exception~:
exemption_before = Si la réunion doit se tenir en l’état~:
exemption_link = demander une exception
exemption_after = . Les réponses reviennent aussitôt.

## Ce qui est revenu

thank_you = Merci. { $n ->
    [0] La marque a disparu
    [1] La réponse est revenue
    [2] Les deux réponses sont~revenues
   *[other] Les { number } réponses sont~revenues
}.
thank_you_open = Merci. Plus rien ne s’oppose à la réunion.
stay_maybe = { $n ->
    [1] une personne reste à «~peut-être~» jusqu’à ce qu’elle réponde elle-même~: son agenda ne sait pas revenir à «~sans réponse~».
   *[other] { people } restent à «~peut-être~» jusqu’à ce qu’elles répondent elles-mêmes~: leur agenda ne sait pas revenir à «~sans réponse~».
}
arrived_only = { $cause }.
arrived_on = { $which ->
   *[other] { $the } est arrivé dans l’invitation { $on }
}
arrived_now = { $which ->
   *[other] { $the } est maintenant dans l’invitation
}
nothing_in_the_way = Plus rien ne s’oppose à la réunion
arrived = { $cause }~; { $n ->
    [0] la réunion n’est donc plus marquée.
    [1] la personne { $effect ->
        [tentative] notée «~peut-être~» pour l’instant
       *[decline] pour qui la réunion était déclinée
    } a donc retrouvé sa propre réponse.
   *[other] toutes les personnes { down_as } ont donc retrouvé leur propre réponse.
}
down_as = { $effect ->
    [tentative] notées «~peut-être~» pour l’instant
   *[decline] pour qui la réunion était déclinée
}
was_found = { $which ->
    [agenda] ordre du jour trouvé
    [pre_read] document trouvé
    [outcomes] résultat trouvé
   *[other] tout va bien
}
answer_count = { $n }~{ $response ->
    [yes] oui
    [maybe] peut-être
    [no] non
    [delegated] déléguée
   *[open] sans réponse
}
still_welcome = Encore bienvenu~: { $the }.
nothing_left = Il ne reste rien à faire. Bonne réunion.

## La journée des personnes invitées

day_subject = Vos réponses aujourd’hui~: { $counts }
count_given = { number } donnée{ $n ->
    [1] {""}
   *[other] s
}
count_back = { number } rendue{ $n ->
    [1] {""}
   *[other] s
}
day_headline = { $case ->
    [both] { $given } { answers_given } pour vous aujourd’hui, et { $back } rendue{ $k ->
        [1] {""}
       *[other] s
    }.
    [back] { $back } { answers_back } aujourd’hui.
   *[given] { $given } { answers_given } pour vous aujourd’hui.
}
answers_given = { $n ->
    [1] réponse donnée
   *[other] réponses données
}
answers_back = { $n ->
    [1] réponse rendue
   *[other] réponses rendues
}
own_answer_wins = Votre propre réponse l’emporte toujours~: tout changement dans votre agenda est laissé tel quel par meetgate.
keep_me = Rester dans cette réunion
never_answer = Ne jamais répondre pour moi
own_week = Recevoir ma propre semaine
given_today = Données aujourd’hui
given_back = Rendues
gave = { $effect ->
    [tentative] «~Peut-être~» pour l’instant
   *[decline] Déclinée pour l’instant
}
because_missing = { $the } { $which ->
    [several] manquaient
   *[other] manquait
} encore à l’échéance{ $case ->
    [still] {" "}({ $by }).
   *[other] .
}
because_protected = Elle tombe { $window }.
you_had = { $response ->
    [yes] Vous aviez accepté.
    [maybe] Vous aviez répondu «~peut-être~».
    [no] Vous aviez décliné.
    [delegated] Vous aviez délégué.
   *[open] Vous n’aviez pas encore répondu.
}
as_before = { $response ->
    [yes] Acceptée, comme avant
    [maybe] «~Peut-être~», comme avant
    [no] Déclinée, comme avant
    [delegated] Déléguée, comme avant
   *[open] Sans réponse, comme avant
}
still_maybe = Toujours «~peut-être~»
your_turn = Votre agenda ne sait pas revenir à «~sans réponse~»~; cela reste ainsi jusqu’à votre propre réponse.
came_back_because = { $case ->
    [missing] Ce qui manquait est là.
   *[other] Plus rien ne s’y oppose.
}
more_answers = { $n ->
    [1] Une autre se trouve dans votre agenda.
   *[other] { number } autres se trouvent dans votre agenda.
}

## Messages aux responsables

alert_subject = { $kind ->
    [stopped] meetgate s’est arrêté~: { $wanted } réponses en une heure
    [mailbox] meetgate ne répond plus pour une personne~: { $wanted } réponses en une semaine
    [organizer] meetgate n’écrit plus à une personne qui organise~: { $wanted } messages en un jour
    [calendars] meetgate ne peut pas lire { $n ->
        [1] un agenda
       *[other] { $n } agendas
    }
   *[mail] meetgate ne peut pas joindre { $n ->
        [1] une personne qui organise
       *[other] { $n } personnes qui organisent
    }
}
alert_headline = { $kind ->
    [stopped] meetgate s’est arrêté~: { $wanted } réponses en une heure dépassent la limite fixée.
    [mailbox] meetgate ne répond plus pour une personne~: { $wanted } réponses en une semaine dépassent la limite fixée.
    [organizer] meetgate n’écrit plus à une personne qui organise~: { $wanted } messages en un jour dépassent la limite fixée.
    [calendars] { $n ->
        [1] Un agenda n’est plus lisible
       *[other] { number } agendas ne sont plus lisibles
    } depuis { $since }.
   *[mail] { $n ->
        [1] Une personne qui organise ne peut pas être jointe
       *[other] { number } personnes qui organisent ne peuvent pas être jointes
    } par message.
}
alert_when = Quand
alert_limit = Limite
alert_whom = Qui
alert_why = Pourquoi
alert_next = { $kind ->
    [stopped] Ce qui attend n’a pas été fait. En attendant une décision, toutes les actions sont suspendues~; la lecture et l’examen continuent. Ce qui passe son heure pendant l’attente est abandonné, sans rattrapage.
    [mailbox] Ce qui attend n’a pas été fait. En attendant une décision, les réponses pour cette personne sont suspendues~; tout le reste continue. Ce qui passe son heure pendant l’attente est abandonné, sans rattrapage.
    [organizer] Ce qui attend n’a pas été envoyé. En attendant une décision, les messages à cette personne attendent, et rien n’est répondu sans avertissement. Tout le reste continue.
    [calendars] Rien n’est répondu pour ces personnes à partir d’anciennes lectures. La lecture est retentée régulièrement.
   *[mail] Sans avertissement possible, meetgate ne répond jamais pour leurs réunions~: il les marque tout au plus.
}
alert_try = Ce qu’il ferait
alert_go_on = C’est juste, continuer
alert_see = Où en sont les choses

## Pourquoi, de qui, à qui

how_it_decides = Comment la décision est prise
no_more_mail = Ne plus recevoir ces messages
because_organizer = Vous recevez ce message parce que vous organisez { $n ->
    [1] la réunion
   *[other] ces réunions
}.
because_rule = Vous recevez ce message parce que vous organisez { $n ->
    [1] la réunion
   *[other] ces réunions
}, et que la règle «~{ $rule }~» demande { $what }.
because_window = Vous recevez ce message parce que vous organisez la réunion, et que «~{ $window }~» garde ce moment libre.
because_answered = Vous recevez ce message une fois par jour, et seulement les jours où meetgate a répondu pour vous.
because_admin = Vous recevez ce message parce que vous êtes responsable de meetgate.
times_are = Les heures sont celles de { $city }.
sent_by = Envoyé par meetgate pour { $organization }.
sent_by_nobody = Envoyé par meetgate.
sender = meetgate chez { $organization }
reply_reaches = Une réponse à ce message parvient à { $name }.

## Lignes hors d’un message

comment = { $give ->
    [decline] Décliné par meetgate pour l’instant
   *[tentative] Répondu «~peut-être~» par meetgate pour l’instant
} : { $why ->
    [missing] { $what }. La réponse revient dès que c’est là.
    [both] { $what }, et la réunion tombe sur un temps protégé. La réponse revient dès que c’est là et que la réunion est déplacée.
   *[protected] la réunion tombe sur un temps protégé. La réponse revient quand elle est déplacée.
}
memo = Cela pourrait être une note, et rendre { $length } à { people }.
length = { $case ->
    [half_hour] une demi-heure
    [hour] une heure
    [hour_and_half] une heure et demie
    [hours] { $k } heures
   *[minutes] { $k } minutes
}

## Le rapport de la semaine : nombres et semaines

decimal = { $whole },{ $fraction }
thousands = { $before }~{ $after }
hours_short = { $hours }~h
hours_long = { $few ->
    [yes] { $hours }~heure
   *[no] { $hours }~heures
}
per_cent = { $n }~%
points = { $n ->
    [1] 1~point
   *[other] { $n }~points
}
more = { $case ->
    [more] { $by } de plus
    [less] { $by } de moins
   *[same] comme la semaine précédente
}
month = { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
date_short = { $day ->
    [1] 1er
   *[other] { $day }
}~{ $month }
week_within = { $first }–{ $last }~{ $month }
week_across = { $first }~{ $month } – { $last }~{ $other }
with_year = { $dates } { $year }
weekday_time = { $weekday }~{ $time }

## Le rapport de la semaine : ce qui a changé, et quoi faire

report_subject = Les réunions chez { $organization }, { $dates }
report_kicker = { $organization } · { $dates }, semaine~{ $week }
report_empty = Aucune réunion n’a été vue cette semaine.
report_too_few = Moins de { number } personnes sont suivies, il n’y a donc pas de chiffres.
report_meetings = Les réunions ont pris { $hours } par personne{ $extreme ->
    [most] , le plus en { number } semaines
    [least] , le moins en { number } semaines
   *[none] {""}
}.
report_meetings_since = { $case ->
    [more] C’est { $hours } de plus que la semaine précédente.
    [less] C’est { $hours } de moins que la semaine précédente.
   *[same] C’est autant que la semaine précédente.
}
report_focus = { $case ->
    [more] Le temps de concentration a gagné { $by } pour atteindre { $hours } par personne
    [less] Le temps de concentration a perdu { $by } pour revenir à { $hours } par personne
    [same] Le temps de concentration est resté à { $hours } par personne
   *[none] Le temps de concentration a été de { $hours } par personne
}{ $tail ->
    [day] , surtout le { $day }
    [most] , le plus en { number } semaines
    [least] , le moins en { number } semaines
   *[none] {""}
}.
report_load = { $zones } { $n ->
    [1] compte
   *[other] comptent
} { $people } des personnes et { $n ->
    [1] porte
   *[other] portent
} { $hours } du temps de réunion hors horaires.
report_agendas = Sur { $n ->
    [1] une réunion qui demandait un ordre du jour, { $rate } en avait un
   *[other] { number } réunions qui demandaient un ordre du jour, { $rate } en avaient un
}{ $case ->
    [more] , { $points } de plus que la semaine précédente
    [less] , { $points } de moins que la semaine précédente
   *[same] {""}
}{ $rescued ->
    [0] {""}
    [1] ; une l’a reçu après un message
   *[other] ; { $rescued } l’ont reçu après un message
}.
one_thing = Une chose à faire
suggest_move = Déplacer «~{ $title }~» de { $from } à { $to }, heure de { $city }.
suggest_rotate = Faire tourner «~{ $title }~», aujourd’hui { $from } à { $city }, entre { number } horaires~: { $times }.
that_is = C’est { $places }.
at_place = { $time } à { $city }
relieves = Cela rend leur soirée ou leur matinée à { people }.
suggest_memo = { number } { $n ->
    [1] réunion n’a fait qu’informer. Écrite, elle rendrait
   *[other] réunions n’ont fait qu’informer. Écrites, elles rendraient
} { $hours }.
suggest_protect = { number } { $n ->
    [1] réunion est tombée sur un temps protégé. La déplacer rend ce temps
   *[other] réunions sont tombées sur un temps protégé. Les déplacer rend ce temps
}.
suggest_prepare = Demander que l’ordre du jour soit écrit avec l’invitation~: sur { $needed ->
    [1] une réunion qui en demandait
   *[other] { $needed } réunions qui en demandaient
} un, { number } { $n ->
    [1] s’est tenue
   *[other] se sont tenues
} sans.
suggest_review = Revoir «~{ $title }~»~: { $hours }, toutes personnes ensemble.

## Le rapport de la semaine : chiffres et images

tile = { $which ->
    [meetings] Réunions, par personne
    [focus] Concentration, par personne
    [after_hours] Part hors horaires
   *[agenda] Réunions avec ordre du jour
}
report_heading = { $which ->
    [week] La semaine
    [teams] Équipes
    [zones] Fuseaux
    [load] Hors horaires, entre fuseaux
    [rotations] Des horaires qui répartiraient la charge
    [series] Où vont les heures
    [cost] Ce que cela coûte
    [baseline] Avant et maintenant
    [withheld] Ce qui n’est pas montré
    [counted] Comment c’est compté
    [days] Concentration par jour
    [pulse_told] Comment le travail a été vécu
    [pulse] Trois questions
   *[own_series] Vos séries
}
column = { $which ->
    [answers] Réponse moyenne
    [per_person] Par personne et semaine
    [figure] Chiffre
    [now] Cette semaine
    [before] Avant
    [meetings] Réunions
    [focus] Concentr.
    [after_hours] Hors horaires
    [agenda] Ordre du jour
    [share_of_people] des personnes
    [hours] Heures
    [per_head] par personne
    [share_of_load] de la charge
    [series] Séries les plus lourdes
    [people] Personnes
    [times] Fois
    [person_hours] Heures-pers.
   *[cost] Coût
}
column_ago = il y a { $n }~semaines
everyone = Tout le monde
small_teams = Petites équipes ensemble
unassigned = Sans équipe
unassigned_people = des personnes sans équipe
elsewhere = Autres fuseaux ensemble
region_together = { $region }, petits fuseaux ensemble
folded = { $group }~: { $names }.
rest_attached = { $n ->
    [1] Une autre ligne est dans les fichiers joints.
   *[other] { number } autres lignes sont dans les fichiers joints.
}
trend_heading = { $case ->
    [focus_passed] { $n ->
        [1] Depuis cette semaine, plus de concentration que de réunions
       *[other] Depuis { number } semaines, plus de concentration que de réunions
    }
    [meetings_passed] { $n ->
        [1] Depuis cette semaine, plus de réunions que de concentration
       *[other] Depuis { number } semaines, plus de réunions que de concentration
    }
    [focus] Il y a plus de concentration que de réunions
   *[meetings] Il y a plus de réunions que de concentration
}
trend_unit = Heures par personne et semaine
trend_alt = Courbes sur { number } semaines. Réunions, heures par personne~: { $meetings }. Concentration~: { $focus }.
heat_heading = L’heure la plus chargée~: { $day } à { $time }
heat_unit = Pour cent des personnes en réunion, chacune à son heure locale
heat_alt = Carte par jour et heure locale. { $told }
heat_peaks = Heure la plus chargée de chaque jour, et part des personnes en réunion~: { $peaks }.
heat_peak = { $day }~{ $time } ({ $share })
load_heading = { $zone } porte le plus d’heures hors horaires
load_unit = Temps de réunion hors horaires, par personne et semaine
load_alt = Barres des heures hors horaires par personne et par fuseau~: { $zones }. Tout le monde~: { $all }.
load_zone = { $zone } { $hours }
agenda_heading = { $rate } des réunions avaient leur ordre du jour
agenda_unit = Sur { $n ->
    [1] une réunion qui en demandait un
   *[other] { number } réunions qui en demandaient un
}
agenda_alt = Colonnes empilées sur huit semaines. Cette semaine { $unasked } avaient d’elles-mêmes un ordre du jour, { $rescued } après un message, { $late } en retard, { $missing } aucun. Avec ordre du jour, les semaines précédentes~: { $before }. Refusées cette semaine~: { $declined }.
chart_word = { $word ->
    [meetings] réunions
    [focus] concentration
    [everyone] tous
    [unasked] d’emblée
    [rescued] rattrapées
    [late] en retard
    [missing] sans
   *[declined] refusées
}
agenda_counts = { $unasked } d’emblée, { $rescued } rattrapées après un message, { $late } en retard, { $missing } sans. meetgate a répondu dans { $declined }.
exempted = Dispensées en plus~: { $n } ({ $reasons }).
exempted_by = { $n } «~{ $rule }~»
exempted_asked = { $n } sur demande
protected = { $n ->
    [0] Aucune réunion n’est tombée sur un temps protégé
    [1] Une réunion est tombée sur un temps protégé
   *[other] { number } réunions sont tombées sur un temps protégé
}{ $case ->
    [known] ; la semaine précédente, { $before }
   *[unknown] {""}
}.
spread = L’inégalité entre fuseaux est de { $index }~: 0 veut dire autant par personne, vers 1 peu de gens portent tout.
informed_only = { $n ->
    [1] Une réunion n’a fait qu’informer et aurait pu être un texte
   *[other] { number } réunions n’ont fait qu’informer et auraient pu être des textes
}~: { $hours }.
cost = À { $hourly } de l’heure, les réunions de la semaine ont coûté { $amount }.
baseline = { $group }, face à ses propres semaines d’avant~: { $figures }.
was = { $label } { $now } (avant { $before })
covered = Couverture~: { $covered } personnes sur { $enrolled }.
covered_partly = { people }~: il manque des jours, { $days } en tout~; ces jours ne comptent pas.
covered_unread = { people }~: agenda illisible cette semaine.
covered_not_joined = { people } vues en réunion ne { $n ->
    [1] fait
   *[other] font
} pas partie des inscrits.
covered_series = { $n } séries étaient trop nombreuses pour être distinguées.
floor = Les groupes de moins de { number } personnes ne sont jamais montrés seuls. Personne n’est classé.
withheld = { $why ->
    [few] { $family ->
        [called] { $names }~: moins de { number } personnes ont convoqué une réunion, { $case ->
            [alone] le devenir de leurs réunions n’est pas montré
           *[other] le devenir de leurs réunions est compté dans «~{ $within }~»
        }.
       *[attended] { $names }~: moins de { number } personnes, { $case ->
            [alone] non montré
           *[other] compté dans «~{ $within }~»
        }.
    }
   *[gives] { $family ->
        [called] { $names }~: le devenir de leurs réunions trahirait un groupe plus petit, { $case ->
            [alone] il n’est pas montré
           *[other] il est compté dans «~{ $within }~»
        }.
       *[attended] { $names }~: montré seul, cela trahirait un groupe plus petit~; { $case ->
            [alone] non montré
           *[other] compté dans «~{ $within }~»
        }.
    }
}
report_attached = Les mêmes chiffres sont joints en CSV et en JSON.
because_report = Vous recevez ce message une fois par semaine, car vous êtes sur sa liste. Les heures comptent dans le fuseau de chaque personne.

## Le rapport de la semaine : ce que veut dire chaque chiffre

attended = Est suivi ce qui n’a pas été refusé (une réponse donnée par meetgate compte comme suivie tant que la personne ne la confirme pas), avec au moins une autre personne, pas toute la journée, plus court que { $longest } heures, et ni temps réservé, ni concentration, ni absence.
metric_label = { $metric ->
    [working_hours] Horaires de travail
    [meeting_hours] Réunions
    [focus_hours] Concentration
    [fragmented_hours] Temps morcelé
    [after_hours] Hors horaires
    [after_hours_share] Part hors horaires
    [after_hours_spread] Inégalité entre fuseaux
    [conflict_hours] Chevauchements
    [meetings_attended] Réunions suivies
    [short_notice] À la dernière minute
    [large_meeting_hours] En grandes réunions
    [series_hours] En séries
    [memo_hours] Aurait pu être un texte
    [agenda_needed] Réunions demandant un ordre du jour
    [agenda_rate] Avec ordre du jour
    [on_time_rate] Ordre du jour à temps
    [agenda_unasked] À temps, d’emblée
    [agenda_rescued] Rattrapées
    [agenda_late] Ordre du jour en retard
    [agenda_missing] Sans ordre du jour
    [pre_read_rate] Avec document à lire
    [declined] Réponse de meetgate
    [exempted] Dispensées
    [claims] «~L’ordre du jour est là~»
    [in_protected_time] Sur un temps protégé
    [large_meetings] Grandes réunions
   *[memo_meetings] Pour information
}
metric_meaning = { $metric ->
    [working_hours] heures de travail de l’agenda d’une personne, sans jours libres ni absences
    [meeting_hours] temps suivi, chevauchements comptés une fois
    [focus_hours] plages d’un seul tenant de { $block } ou plus pendant les horaires de travail
    [fragmented_hours] heures de travail qui ne sont ni réunion ni concentration
    [after_hours] temps de réunion hors des horaires de la personne, dans son fuseau
    [after_hours_share] part du temps de réunion qui est hors horaires
    [after_hours_spread] coefficient de Gini des heures hors horaires par personne entre fuseaux~: 0 partagé, vers 1 porté par peu
    [conflict_hours] temps où des réunions suivies se chevauchent, compté une fois
    [meetings_attended] nombre de réunions suivies par une personne
    [short_notice] réunions suivies, fixées moins de { $short } heures avant
    [large_meeting_hours] temps suivi dans des réunions de { $large } personnes ou plus
    [series_hours] temps suivi dans des réunions qui se répètent
    [memo_hours] temps suivi dans des réunions qui ne font qu’informer
    [agenda_needed] réunions dont la règle demande un ordre du jour
    [agenda_rate] parmi elles, la part avec ordre du jour au début
    [on_time_rate] parmi elles, la part avec ordre du jour à l’échéance
    [agenda_unasked] avec ordre du jour à l’échéance, sans message avant
    [agenda_rescued] avec ordre du jour au début, après un message
    [agenda_late] avec ordre du jour au début mais pas à l’échéance, sans message
    [agenda_missing] sans ordre du jour au début
    [pre_read_rate] parmi les réunions dont la règle demande un document, la part qui l’avait au début
    [declined] réunions où une réponse donnée par meetgate valait encore au début
    [exempted] réunions dispensées par une règle ou sur demande
    [claims] réunions dont on a dit que l’ordre du jour y est
    [in_protected_time] réunions tombées sur le temps protégé de quelqu’un
    [large_meetings] réunions de { $large } personnes ou plus
   *[memo_meetings] réunions qui ne font qu’informer
}

## Les trois questions dans le rapport

pulse_label = { $question ->
    [focus] Concentration
    [stress] Stress
   *[autonomy] Autonomie
}
pulse_round = Les dernières questions, ouvertes jusqu’au { $until }, portaient sur le { $asked }.
pulse_reading = Plus haut vaut mieux pour la concentration et l’autonomie, plus bas pour le stress.
pulse_answered = { $n } réponses
pulse_trend = Tout le monde, d’une fois à l’autre~: { $told }.
pulse_floor = Les réponses sont gardées sans nom. Un groupe est montré à partir de { $n } réponses, sauf s’il en trahirait un plus petit.

## La semaine personnelle

personal_subject = Votre semaine, { $dates }
personal_kicker = { $dates }, semaine~{ $week }
personal_headline = Vous avez passé { $meetings } en réunion et { $focus } en concentration.
personal_since = { $case ->
    [more] C’est { $hours } de réunion de plus que la semaine précédente.
    [less] C’est { $hours } de réunion de moins que la semaine précédente.
   *[same] C’est autant de réunions que la semaine précédente.
}
personal_tile = { $which ->
    [meetings] En réunion
    [focus] Concentration
    [after_hours] Hors horaires
   *[fragmented] Temps morcelé
}
personal_alone = Vous seul recevez ce message. Personne d’autre ne voit vos chiffres.
pulse_intro = Un geste pour chacune, toutes les deux semaines. Les réponses sont gardées sans nom et montrées pour des groupes de { $n } ou plus.
pulse_question = { $question ->
    [focus] Avez-vous bien pu vous concentrer~?
    [stress] Vos journées étaient-elles stressantes~?
   *[autonomy] Étiez-vous libre d’organiser votre temps~?
}
pulse_scale = 1 veut dire pas du tout, 5 tout à fait.
because_personal = Vous recevez ce message une fois par semaine, à votre demande.

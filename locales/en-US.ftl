# What English (US) says otherwise: dates and times. "~" is a no-break space.

day = { $weekday },~{ $month }~{ $day }
clock = { $hour12 }:{ $minute }~{ $half ->
    [am] AM
   *[pm] PM
}
range = { $from } – { $to }
date_short = { $month }~{ $day }
week_within = { $month }~{ $first }–{ $last }
week_across = { $month }~{ $first } – { $other }~{ $last }
with_year = { $dates }, { $year }

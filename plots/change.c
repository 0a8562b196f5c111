/* plots/change.c - see change.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/change.h"

#include <math.h>

#include "core/civil.h"
#include "core/text.h"

const char *sf_say_months(sf_sheet *sheet, double days)
{
    const double months = days / SF_DAYS_PER_MONTH;

    return sf_say_plain(sheet, months < 9.95 ? round(months * 10.0) / 10.0 : round(months));
}

const char *sf_say_time_to(sf_sheet *sheet, const sf_time_to *time, const char *at_once)
{
    const sf_estimate *course = &time->course;

    if (time->replications == 0)
        return "–";
    if (!sf_time_is_told(time))
        return _("cannot be told");
    if (isnan(course->mean)) {
        if (isnan(course->low))
            return sf_print(sheet, _("not within %s"), sf_say_months(sheet, time->followed_days));
        return sf_print(sheet, _("not within %s; from %s on it may be"), sf_say_months(sheet, time->followed_days),
                        sf_say_months(sheet, course->low));
    }
    if (!(course->mean > 0.0) && !(course->high > 0.0))
        return at_once;
    if (time->replications < 2)
        return sf_say_months(sheet, course->mean);
    if (isnan(course->high))
        return sf_print(sheet, _("%s (%s or later)"), sf_say_months(sheet, course->mean),
                        sf_say_months(sheet, course->low));
    return sf_print(sheet, _("%s (%s to %s)"), sf_say_months(sheet, course->mean), sf_say_months(sheet, course->low),
                    sf_say_months(sheet, course->high));
}

const char *sf_say_not_within(sf_sheet *sheet, const sf_time_to *time)
{
    return time->replications == 0 ? "–" : sf_print(sheet, _("%zu of %zu"), time->not_within, time->replications);
}

const char *sf_payer_name(sf_payer payer)
{
    switch (payer) {
    case SF_PAYER_STATE:
        return _("The state");
    case SF_PAYER_MUNICIPALITY:
        return _("The municipality");
    case SF_PAYER_ALL:
    case SF_PAYERS:
        break;
    }
    return _("Both");
}

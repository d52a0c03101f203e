"""Words that begin with a capital, or stand where a name would, and name neither a person nor a company."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

# Tools that visitors name often, in the places where a company would stand: "happy with Tableau".
_TOOLS_WORDS = (
    "excel access tableau power powerbi snowflake databricks salesforce hubspot sap oracle netsuite "
    "quickbooks"
    " xero stripe shopify looker metabase bigquery redshift postgres postgresql mysql mongodb sql jira slack"
    " teams sharepoint google sheets airtable zapier fivetran dbt kafka hadoop teradata qlik qlikview workday"
    " zendesk intercom marketo pipedrive dynamics azure aws gcp synapse s3 sage datev magento woocommerce"
    " whatsapp gmail outlook office word powerpoint notion asana trello github gitlab docker kubernetes "
    "python"
    " linkedin facebook instagram segment amplitude mixpanel airbyte informatica talend alteryx cognos domo"
    " mulesoft elasticsearch grafana powershell wordpress mailchimp monday.com odoo tally zoho freshdesk"
    " smartsheet quicksight superset tidewater chatgpt"
)
TOOLS = frozenset(_TOOLS_WORDS.split())
# No first word of a name: what follows "I'm", "it's" or a comma otherwise.
_STOP_WORDS = (
    "a an the not no nope nah yes yep yeah ok okay so very really just only also from at in on of for "
    "with "
    "by and or but if as to is are was be been am interested looking happy sorry sure afraid here there "
    "good fine great well new curious trying thinking wondering working running doing going getting "
    "using "
    "having currently still now already always thanks thank thx hello hi hey please pls skip pass what "
    "why "
    "who how when where which rather prefer none nothing business evaluating comparing researching "
    "gathering exploring planning hoping able ready unable responsible based located calling writing "
    "asking available free busy back out part one two three four five ten pretty quite more most too all "
    "both about it we you they he she i this that these those my our your unsure certain confused stuck "
    "lost done tired sick glad pleased excited student intern manager engineer analyst developer "
    "consultant director head chief founder cofounder co-founder owner boss freelancer recruiter "
    "marketing "
    "sales finance data product project hr ceo cto cfo coo cio cmo cdo ciso md vp svp evp vice president "
    "senior junior lead team company budget timeline price demo meeting monday tuesday wednesday "
    "thursday "
    "friday saturday sunday january february march april june july august september october november "
    "december anonymous private idea don't dont won't can't cannot say tell want need know think would "
    "could should can will do does did have has had get got let see actually definitely probably maybe "
    "perhaps mostly mainly basically honestly customer customers client clients user users vendor "
    "competitor reseller partner partners bot human robot person real someone somebody nobody anyone "
    "yours "
    "mine me us them him her tech technical technology software cloud small big large medium global "
    "european american british german french spanish italian dutch polish indian chinese canadian "
    "australian swiss swedish danish norwegian irish seo website sem help support pricing cost costs "
    "trial "
    "question questions i'm im it's we're that's i'd i've i'll let's quick interesting nice cool awesome "
    "perfect right exactly correct wrong true false enough unfortunately stop restart start quit exit "
    "cancel delete unsubscribe bye goodbye later never next first last best kind regards cheers dear mr "
    "mrs ms dr reports report reporting dashboards dashboard analytics numbers figures spreadsheets "
    "files "
    "orders invoices everything migration migrating integration security automation approval decision "
    "approver deadline need needs employees people staff email e-mail mail phone tel mobile name title "
    "role country city address size industry subject re fw fwd ps p.s morning afternoon evening "
    "greetings sincerely absolutely certainly obviously anyway also however because since until asap eod "
    "eoy fyi btw tbd tba n/a na etc usd eur gbp chf inr aud q1 q2 q3 q4 h1 h2 hopefully ideally roughly "
    "around approximately up between via per each every any some many much few it department office "
    "operations procurement purchasing legal management board group council committee sent christmas "
    "easter today tomorrow yesterday tonight soon lots lot kindly regarding hmm hm um uh oh ah lol haha "
    "dunno idk whatever correction wait oops argh either neither nor than then though while anything "
    "something sth contact call reach use write put make change set update add remove try give take send "
    "show keep move ask check works work put hasn't haven't isn't doesn't didn't aren't wasn't couldn't "
    "wouldn't shouldn't under over above below misspelled misspelt spelled spelt missing incorrect fuck "
    "fucking shit damn hell wtf typo seriously look looks "
    "meet met see visit find within before after by end start mid early late alone "
)
STOP = frozenset(_STOP_WORDS.split())
# Parts of a company, not companies.
_DEPARTMENTS_WORDS = (
    "data analytics analysis bi it finance financial accounting controlling marketing sales hr people "
    "operations"
    " ops logistics procurement purchasing legal compliance risk engineering product products development "
    "research"
    " r&d support customer service services success security infrastructure platform platforms technology "
    "tech"
    " digital ecommerce e-commerce innovation strategy reporting insights intelligence business information "
    "systems"
    " department dept dept. team abteilung division unit office supply chain production quality growth "
    "revenue"
    " transformation science and & und et y of the vertrieb einkauf buchhaltung communications pr"
)
DEPARTMENTS = frozenset(_DEPARTMENTS_WORDS.split())


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """The names of languages, in lower case."""
    return frozenset(name.lower() for name in Locale.parse("en").languages.values())


def is_department(words: str) -> bool:
    """Whether these lower-case words name a department, or what it does."""
    return all(word in DEPARTMENTS for word in words.replace(",", " ").split())

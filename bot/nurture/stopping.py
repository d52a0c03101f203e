"""Whether somebody who answers a mail asks for no more of them, in so many words and nothing else."""

from __future__ import annotations

import re
import unicodedata

LOOKED_AT = 300
"""Characters: who wants no more mail says so at once, and below may stand a footer of ours."""
SENTENCES = 5

_CUT = re.compile(r"[.!?;,:\n()]+|\s-+\s")
# Patterns for whole sentences. A line that begins with spaces goes on; `<mails>` stands for that part.
_PARTS = {
    "list": r"(?:(?:from|of|off) (?:\w+ ){0,4}(?:lists?|mailings?|database|newsletters?|e ?mails?)\b ?)",
    "mails": r"(?:e ?mails?|mails?|messages?|newsletters?|this|these|it|stuff|spam)",
    "more": r"(?:(?:any ?more|again|ever again|any longer|further)\b ?)",
    "post": r"(?:e ?mails?|mails?|nachrichten|newsletter|werbung|werbemails?|post)",
    "courriels": r"(?:e ?mails?|mails?|courriels?|messages?|newsletters?)",
    "correos": r"(?:correos?|e ?mails?|mails?|mensajes?|boletin(?:es)?)",
    "posta": r"(?:e ?mails?|mails?|messaggi|posta|newsletter)",
}
_WISHES = r"""
stop
opt(?: me)? out
(?:un ?subscribe|remove|delete)(?: me| us| my (?:e ?mail )?address)? ?<list>?
take (?:me|us) off(?: (?:\w+ ){0,3}(?:list|mailing|database))? ?<list>?
(?:stop|cease|quit) (?:it|this|(?:sending|e ?mailing|mailing|writing|contacting|messaging|spamming)
    (?: to)?(?: me| us)?(?: (?:any ?more|any|such|these|your|more))* ?<mails>? ?<more>?)
(?:do not|don'?t|never) (?:send|e ?mail|mail|write|contact|message)(?: to)? (?:me|us)(?: (?:any|more
    |such|these|your))* ?<mails>? ?<more>?
no more (?:of )?(?:these |your )?<mails>
leave (?:me|us) alone
(?:i|we) (?:do not|don'?t|no longer) (?:want|wish)(?: to)? (?:get |receive )?
    (?:any |more |these |your )*<mails> ?<more>?(?:from you)?
(?:(?:i|we) (?:want|wish|would like)|(?:i|we)'?d like) to (?:unsubscribe|opt out|be (?:removed
    |taken off))(?: from)? ?(?:(?:\w+ ){0,3}(?:list|mailing|newsletter|e ?mails|mails))? ?<list>?
stopp?
abmelden
abbestellen
austragen
abmeldung
newsletter abbestellen
keine (?:weiteren |weitere )?<post>(?: mehr)?(?: senden| schicken| von ihnen)?
(?:schreiben|schicken|senden|mailen|kontaktieren) sie (?:mir|uns|mich) (?:nicht mehr|nichts mehr
    |keine (?:weiteren )?<post>(?: mehr)?|nie wieder)(?: an)?
(?:ich|wir) (?:mochte|mochten|will|wollen|wunsche|wunschen) (?:\w+ )?(?:keine (?:weiteren )?<post>
    |nichts)(?: mehr)?(?: von ihnen)?(?: mehr)?(?: bekommen| erhalten| haben)?
(?:ich|wir) (?:mochte|mochten|will|wollen) (?:mich|uns) (?:\w+ ){0,4}(?:abmelden|austragen)
(?:melden|tragen|nehmen|streichen|loschen|entfernen) sie (?:mich|uns|meine (?:e ?mail ?)?adresse)
    (?: (?:aus|von|vom|aus dem|aus ihrem|von ihrer|aus der))?(?: (?:\w+ ){0,2}(?:verteiler|liste
    |newsletter|datenbank))?(?: (?:ab|aus|raus|heraus))?
(?:horen|hor) (?:sie )?(?:damit )?auf(?: mir (?:e ?mails )?zu (?:schreiben|schicken|senden))?
lassen sie (?:mich|uns) in ruhe
stop
arretez
desinscription
desabonnement
desinscrire
desabonner
me desinscrire
(?:desabonnez|desinscrivez|retirez|supprimez|enlevez) (?:moi|nous|mon adresse)
    (?: d[eu] (?:\w+ ){0,4}(?:liste|listes|diffusion|newsletter|base|fichiers?|envois?|mails?))?
(?:veuillez|merci de|je (?:souhaite|veux|voudrais)) (?:me |nous )?(?:desabonner|desinscrire|retirer
    |supprimer)(?: (?:\w+ ){0,6}(?:liste|diffusion|newsletter|base|fichiers?))?
(?:ne )?(?:m'|me |nous )?(?:ecrivez|contactez|envoyez)(?: moi
    | nous)? plus(?: (?:de |d')?<courriels>)?
(?:merci de )?(?:arretez|cessez|arreter|cesser) de (?:m'|me |nous )?(?:ecrire|contacter|envoyer)
    (?: (?:\w+ ){0,3}<courriels>)?
(?:merci de )?ne plus (?:m'|me |nous )?(?:ecrire|contacter|envoyer)(?: (?:de |d')?<courriels>)?
(?:je|nous) (?:ne )?(?:veux|souhaite|voulons|souhaitons) plus (?:recevoir )?(?:de |d'
    |vos |ces )?<courriels>?
plus (?:de |d')<courriels>
stop
baja
(?:dar|den|de|dame|dad)(?:me|nos)? de baja
cancelar (?:la |mi )?suscripcion
(?:quiero|deseo|quisiera|solicito) (?:darme de baja|la baja|que me den de baja)
    (?: d?el? (?:\w+ ){0,4}(?:lista|boletin|correos?))?
no (?:me|nos) (?:escriban?|envien?|contacten?|manden?|escribais|envieis)(?: mas)?(?: <correos>)?
    (?: mas)?
(?:dejen?|dejad) de (?:escribir|enviar|mandar|contactar)(?:me|nos)(?: (?:\w+ )?<correos>)?
(?:eliminen?|borren?|quiten?|saquen?)(?:me|nos)(?: de (?:\w+ ){0,4}(?:lista|base|datos))?
no (?:quiero|deseo|queremos) (?:recibir )?mas <correos>
no mas <correos>
stop
basta
basta <posta>
disiscrizione
cancellazione
(?:cancella|cancellate|disiscrivi|disiscrivete|rimuovi|rimuovete|togli|togliete)(?:mi|ci|temi)?
    (?: da(?:lla|l|lle|i)? (?:\w+ ){0,4}(?:lista|liste|newsletter|database|mailing list))?
(?:vorrei|voglio|desidero) (?:cancellarmi|disiscrivermi|essere (?:cancellat|rimoss)[oa])(?: da(?:lla
    |l|lle|i)? (?:\w+ ){0,4}(?:lista|liste|newsletter|database|mailing list))?
non (?:scriv|contatt|mand|invi)(?:ete|ate|iate|er|ar)(?:mi|ci|temi|teci)(?: piu)?(?: <posta>)?
    (?: piu)?
non (?:mi|ci) (?:scrivete|contattate|mandate|inviate|scriva|contatti)(?: piu)?(?: <posta>)?(?: piu)?
(?:smett(?:ete|etela|ila|i)|finitela) di (?:scriver|mandar|inviar|contattar)(?:mi|ci)(?: <posta>)?
non (?:voglio|desidero|vogliamo) (?:piu )?(?:ricevere )?(?:piu )?(?:le |vostre |vostri )*<posta>
"""
_POLITE = re.compile(
    r"\b(?:please|pls|kindly|thanks?(?: you)?|just|now|immediately|at once|can you|could you|would you"
    r"|bitte|danke|sofort|ab sofort|endlich|s'il vous plait|svp|merci(?! de)|por favor|gracias|per favore"
    r"|per piacere|cortesemente|grazie)\b"
)


def _pattern() -> re.Pattern[str]:
    wishes = _WISHES.strip().replace("\n    ", "")
    for name, part in reversed(_PARTS.items()):
        wishes = wishes.replace(f"<{name}>", part)
    return re.compile("|".join(f"(?:{wish})" for wish in wishes.splitlines()))


_ASKS = _pattern()


def asks_to_stop(text: str) -> bool:
    """Whether one of the first sentences of a reply is such a wish, in English, German, French, Spanish or
    Italian. "Stop by on Monday" and "don't send me the contract yet" are none."""
    spoken = [_plain(sentence) for sentence in _CUT.split(text.strip()[:LOOKED_AT])]
    return any(_ASKS.fullmatch(sentence) for sentence in list(filter(None, spoken))[:SENTENCES])


def _plain(sentence: str) -> str:
    """In lower case, without accents, hyphens and words of politeness."""
    folded = unicodedata.normalize("NFKD", sentence.casefold().replace("\u2019", "'"))
    letters = "".join(" " if sign in '-_*"' else sign for sign in folded if not unicodedata.combining(sign))
    return " ".join(_POLITE.sub(" ", letters).split())

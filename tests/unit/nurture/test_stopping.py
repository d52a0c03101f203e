"""Who answers a mail with the wish for no more of them."""

from __future__ import annotations

import pytest

from bot.nurture.stopping import asks_to_stop

WISHES = (
    "stop",
    "STOP!",
    "Stop, please.",
    "Please stop.",
    "Unsubscribe",
    "unsubscribe me please",
    "Please unsubscribe.",
    "please remove me",
    "Please remove me from your list.",
    "Remove us from all your mailing lists, thanks",
    "Hi Dana,\n\ntake me off this list, please.\n\nAnn",
    "Please take me off your mailing list.",
    "Stop sending me emails",
    "Could you please stop emailing me?",
    "Please don't email me any more.",
    "Don\u2019t send me any more e-mails",
    "Do not contact us again!",
    "No more mails please",
    "opt out",
    "I don't want to receive your emails anymore.",
    "I'd like to unsubscribe from these emails",
    "Leave me alone.",
    "Hello,\nI would like to be removed from your mailing list.\nRegards",
    "please delete my email address",
    "Abmelden",
    "Bitte abmelden",
    "Bitte keine weiteren E-Mails mehr.",
    "Schreiben Sie mir bitte nicht mehr.",
    "Hallo,\nbitte nehmen Sie mich aus dem Verteiler.\nGruß",
    "Löschen Sie bitte meine E-Mail-Adresse",
    "Ich möchte keine Mails mehr von Ihnen bekommen.",
    "Bitte tragen Sie mich aus.",
    "Hören Sie auf!",
    "Ich möchte mich vom Newsletter abmelden",
    "Lassen Sie uns in Ruhe.",
    "Bitte streichen Sie mich von Ihrer Liste",
    "Désabonnez-moi",
    "Merci de me désinscrire de votre liste.",
    "Ne m'écrivez plus !",
    "Désinscription",
    "Je ne souhaite plus recevoir vos mails.",
    "Veuillez me retirer de votre liste de diffusion",
    "Arrêtez de m'envoyer des messages",
    "Plus de mails, s'il vous plaît",
    "Ne me contactez plus",
    "Baja",
    "Darme de baja por favor",
    "Quiero darme de baja",
    "No me escriban más",
    "No me envíen más correos.",
    "Dejen de enviarme correos",
    "No quiero recibir más mensajes",
    "Por favor, elimínenme de su lista",
    "Cancellatemi",
    "Cancellatemi dalla vostra lista",
    "Non scrivetemi più",
    "Basta!",
    "Smettetela di scrivermi",
    "Non voglio più ricevere le vostre email",
    "Vorrei essere cancellato dalla newsletter",
    "Rimuovetemi per favore",
)
OTHERS = (
    "",
    "Thanks, that helps.",
    "Stop by on Monday, I am in the office.",
    "Our connector stopped working.",
    "Don't send me the contract yet.",
    "Please don't contact my boss.",
    "How do I unsubscribe users in Tidewater?",
    "Can your product remove duplicates?",
    "We would like to stop paying for our old tool.",
    "Please send me more mails like this",
    "Remove the blocker and we can talk",
    "Can you take me through it?",
    "We stop everything in December, call me in January.",
    "I don't want to receive the data twice a day.",
    "Bitte schreiben Sie mir im Januar.",
    "Wir melden uns im neuen Jahr ab dem 7.",
    "Wir nehmen die kleine Lösung.",
    "Je souhaite recevoir une offre",
    "Plus de détails ?",
    "La baja de precios nos interesa",
    "No me va bien el lunes",
    "Basta una mail per settimana?",
    "Non scriviamo codice",
    "Cancellate la riunione di lunedì",
    "Sounds good. We have a budget of 40k and want to start in March.",
    "Thanks for the example! " * 12 + "\nUnsubscribe",
)


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_for_no_more_mail_is_understood(text: str) -> None:
    assert asks_to_stop(text)


@pytest.mark.parametrize("text", OTHERS)
def test_other_words_are_no_such_wish(text: str) -> None:
    assert not asks_to_stop(text)

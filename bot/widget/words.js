// The widget's own words. What the bot says comes from the server; a language is one more key here.
const WORDS = {
  en: {
    launch: "Open chat",
    close: "Close chat",
    title: "Chat with us",
    about: "Automated assistant",
    greeting_dismiss: "Dismiss",
    menu: "More",
    restart: "Start over",
    erase: "Delete my data",
    input: "Write a message",
    send: "Send",
    left: "{count} characters left",
    newer: "New message",
    log: "Messages",
    from_bot: "Assistant",
    from_rep: "Our team",
    from_visitor: "You",
    typing: "The assistant is writing",
    unread: "{count} new",
    today: "Today",
    yesterday: "Yesterday",

    restart_title: "Start over?",
    restart_text: "This chat ends and a new one begins.",
    restart_yes: "Start over",
    restart_no: "Carry on",
    erase_title: "Delete your data?",
    erase_text: "This chat and everything you told us go for good. A meeting you booked is deleted too.",
    erase_yes: "Delete it all",
    erase_no: "Keep it",
    erased: "Deleted. We kept nothing of this chat.",
    again: "Start a new chat",

    hint_email: "you@company.com",
    hint_name: "Your name",
    hint_phone: "Your phone number",
    hint_company: "Your company",

    slots: "Pick a time",
    slots_move: "Pick a new time",
    slots_zone: "Times in {zone}",
    understood: "What I understood",
    understood_quote: "You said \u201c{quote}\u201d",
    change: "Change",
    change_what: "Change {label}",
    save: "Save",
    cancel: "Cancel",
    meeting: "Your meeting",
    meeting_moved: "Meeting moved",
    meeting_cancelled: "Meeting cancelled",
    meeting_changed: "Changed since then",
    meeting_before: "Before",
    meeting_with: "With",
    meeting_where: "Where",
    meeting_join: "Video call",
    meeting_manage: "Manage this meeting",

    failed: "Not sent.",
    retry: "Try again",
    edit: "Edit",
    offline: "You are offline. I send this when you are back.",
    waiting: "No answer yet. Trying again.",
    slow: "That was quick. Sending again in {seconds} s.",
    later: "Too many messages just now. Please try again in {minutes} min.",
    unreachable: "I cannot reach the chat just now.",
    ended: "Your earlier chat has ended, so this is a new one.",
    refused: "That did not work. Please try again.",
  },
};

function wordsIn(language) {
  return WORDS[(language || "en").slice(0, 2).toLowerCase()] || WORDS.en;
}

// fill("Times in {zone}", {zone: "Berlin"}); a function as replacement, so that "$&" in a value stays as it is.
function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

//! Words of a link that tell nothing of where it leads, by the language of the page.

/// Language and words, in lower case without signs around them. Those of English count everywhere.
#[rustfmt::skip]
pub(super) const VAGUE: &[(&str, &[&str])] = &[
    ("en", &[
        "here", "click here", "click", "this", "this link", "link", "the link", "more", "read more", "learn more",
        "find out more", "see more", "more info", "more information", "details", "download", "this page", "see here",
        "read here", "over here", "this article", "this document", "visit", "page", "see this",
        "click this link", "follow this link", "this website", "this site", "website",
    ]),
    ("cy", &["yma", "cliciwch yma", "mwy", "darllen mwy", "darllenwch fwy", "rhagor o wybodaeth", "y ddolen hon", "y dudalen hon"]),
    ("de", &[
        "hier", "hier klicken", "klicken sie hier", "mehr", "mehr lesen", "weiterlesen", "mehr erfahren", "weitere informationen",
        "mehr informationen", "dieser link", "diesem link", "diese seite", "dieser seite",
    ]),
    ("es", &["aquí", "haga clic aquí", "haz clic aquí", "pulse aquí", "más", "leer más", "ver más", "más información", "este enlace", "enlace", "esta página"]),
    ("fr", &["ici", "cliquez ici", "cliquer ici", "plus", "lire la suite", "en savoir plus", "plus d'informations", "voir plus", "voir ici", "ce lien", "lien", "cette page"]),
    ("it", &["qui", "clicca qui", "leggi di più", "di più", "scopri di più", "maggiori informazioni", "questo link", "questa pagina"]),
    ("nl", &["hier", "klik hier", "meer", "lees meer", "meer informatie", "meer lezen", "deze link", "deze pagina"]),
    ("pl", &["tutaj", "kliknij tutaj", "więcej", "czytaj więcej", "więcej informacji", "ten link", "ta strona"]),
    ("pt", &["aqui", "clique aqui", "mais", "leia mais", "saiba mais", "ver mais", "mais informações", "este link", "esta página"]),
    ("sv", &["här", "klicka här", "mer", "läs mer", "mer information", "den här länken", "den här sidan"]),
];

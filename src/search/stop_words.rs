//! Words that carry no meaning of their own: a question in full sentences is searched for without them.
//!
//! Words that may be a subject in the language of work stay searchable: "down", "off" and "over" say what happened.

/// The stop words of a language, separated by spaces; none for a language without a list.
pub fn of(language: &str) -> &'static str {
    match language.split(['-', '_']).next().unwrap_or_default().to_lowercase().as_str() {
        "en" => {
            "a about all also am an and any are as at be because been before being but by can cannot could did \
             do does doing dont for from get gets got had has have having he her here him his how i if in into \
             is it its just let may me might my myself need now of on or ought our please put she should so some \
             somebody someone something such than that the their them then there these they this those to too us \
             very want was we were what when where whether which while who whom whose why will with would yes you \
             your yours"
        }
        "cy" => {
            "a ac ar am at beth ble bod byddwn chi cyn dan dros dw ddim ei eich ein er eu fe fel fi fy gan ga gallaf gyda \
             hi hon hwn i iawn mae maent na nag nawr neu ni nid o oedd oes os pa pam pan pwy pryd r roedd rwy sut sy sydd \
             ti trwy un wedi wrth y yn ydw ydy yma yna yr yw"
        }
        "fr" => {
            "a ai au aux avec avez avons ce ces cet cette comment d dans de des dois du elle elles en est et etre eu faire \
             il ils j je l la le les leur lui m ma mais me mes moi mon n ne nos notre nous on ont ou par pas peut pour puis \
             qu quand que quel quelle quelles quels qui quoi s sa se ses si son sont sur ta te tes toi ton tu un une vos \
             votre vous y"
        }
        "de" => {
            "aber als am an auch auf aus bei bin bis da das dass dem den der des die dies diese diesem diesen dieser dieses du \
             ein eine einem einen einer eines er es fur hat haben habe ich ihr ihre im in ins ist kann man mein meine mich mir \
             mit muss nach nicht noch nur ob oder sein seine sich sie sind so soll um und uns unser unsere vom von vor wann \
             war warum was welche welcher welches wenn wer werden wie wir wird wo zu zum zur"
        }
        "es" => {
            "a al algo como con cual cuales cuando de debo del desde donde e el ella ellos en era es esa ese eso esta este \
             esto estos fue ha han hay he hago la las le les lo los me mi mis muy no nos o para pero por porque puedo que \
             quien se ser si sin son su sus te tengo tu tus un una uno y ya yo"
        }
        "pl" => {
            "a aby ale albo bo by byc byl byla co czy dla do gdy gdzie go i ich ile im ja jak jaka jaki jakie jako je jego \
             jej jest jestem kiedy kto ktora ktore ktory lub ma mam mi mnie moj moja moze mozna musze na nie niz o od oraz po \
             pod przez przy sa sie tak tam te tego tej ten to tu ty w we z za ze"
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::words::plain_words;

    #[test]
    fn stop_words_are_written_as_the_index_has_them() {
        for language in ["en", "cy", "fr", "de", "es", "pl"] {
            let words = of(language);
            assert_eq!(plain_words(words).join(" "), words, "{language}");
        }
        assert_eq!((of("en-GB"), of("xx")), (of("en"), ""));
    }
}

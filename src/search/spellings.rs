//! Words that are spelt in two ways in one language: British and American English.
//!
//! A reader finds `organisation` by `organization`. The pairs are part of the index, so that the search of the site and of
//! the terminal read one table; a spelling that the site does not have is never searched for.

/// Pairs of spellings of a language. `-ise` is the end of a word, `colour-` its beginning, and a word without a dash
/// is anywhere in it.
pub fn of(language: &str) -> Vec<(&'static str, &'static str)> {
    if !language.to_lowercase().starts_with("en") {
        return Vec::new();
    }
    ENGLISH.split_whitespace().filter_map(|pair| pair.split_once('/')).collect()
}

const ENGLISH: &str = "
    -isation/-ization -isations/-izations -isational/-izational -ise/-ize -ised/-ized -ises/-izes -iser/-izer -isers/-izers
    -ising/-izing -yse/-yze -ysed/-yzed -yses/-yzes -ysing/-yzing
    arbour/arbor ardour/ardor armour/armor behaviour/behavior candour/candor colour/color endeavour/endeavor favour/favor
    flavour/flavor harbour/harbor honour/honor humour/humor labour-/labor- neighbour/neighbor odour/odor parlour/parlor
    rumour/rumor savour/savor tumour/tumor vapour/vapor vigour/vigor
    centre-/center- fibre/fiber litre/liter metre/meter theatre/theater calibre/caliber sombre/somber spectre/specter
    licence/license defence/defense offence/offense pretence/pretense practise/practice
    -ogue/-og -ogues/-ogs
    cancell-/cancel- channell-/channel- counsell-/counsel- dialled/dialed fuell-/fuel- labell-/label- levell-/level-
    modell/model signall-/signal- totall-/total- travell-/travel- tunnell-/tunnel-
    enrol-/enroll- fulfil-/fulfill- instal-/install- skilful/skillful wilful/willful
    acknowledgement/acknowledgment ageing/aging aluminium/aluminum artefact/artifact disc-/disk- enquir/inquir
    grey/gray judgement/judgment mould-/mold- plough/plow programme/program sceptic/skeptic sulph/sulf
    whilst/while
    aemia/emia aesthe/esthe aetio/etio caesar/cesar diarrhoea/diarrhea faec/fec foet/fet gynaec/gynec haem/hem leukaem/leukem
    oedema/edema oesoph/esoph oestro/estro orthopaed/orthoped paed/ped
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_has_two_different_sides_of_one_form() {
        let form = |text: &str| (text.starts_with('-'), text.ends_with('-'));
        for (british, american) in of("en-GB") {
            assert!(british != american && form(british) == form(american), "{british}/{american}");
        }
        assert_eq!(of("en").len(), ENGLISH.split_whitespace().count());
        assert!(of("de").is_empty());
    }
}

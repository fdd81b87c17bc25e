//! Assessments as pages show them: the model with its URLs, the place of a question.

use crate::site::answer::{
    AssessmentPage, AssessmentView, CategoryView, PageLink, PageLocation, QuestionPlacement, ResultPages,
};
use crate::site::assessment::pages::{QuestionPlace, SCHEMA_FILE, token};
use crate::site::model::Site;
use crate::site::page::{AssessmentKey, PageId};

/// The model of an assessment with the URLs of its pages.
pub fn assessment(site: &Site, key: AssessmentKey) -> Option<AssessmentView> {
    let at = site.assessments.find(key)?;
    let (model, placed) = (&site.assessments.models[at], &site.assessments.placed[at]);
    let location = |id: PageId| {
        let page = site.page(id);
        PageLocation { key: page.key, url: page.url.as_str().to_owned() }
    };
    let categories = model.categories.iter().zip(&placed.categories).map(|(category, page)| CategoryView {
        page: location(*page),
        questions: category.questions.iter().map(|question| location(site.by_key[&question.page])).collect(),
    });
    let others = placed.others.map(|pages| pages.map(location));
    Some(AssessmentView {
        model: model.clone(),
        start: location(placed.start),
        root: placed.root.as_str().to_owned(),
        schema_url: placed.file(SCHEMA_FILE).url().as_str().to_owned(),
        categories: categories.collect(),
        others: others.map(|[review, report, compare]| ResultPages { review, report, compare }),
    })
}

/// The assessment that a page is a part of.
pub fn assessment_page(site: &Site, id: PageId) -> Option<AssessmentPage> {
    let own = site.assessments.parts.get(&id)?;
    let assessment = AssessmentKey::new(&site.assessments.models[own.assessment].id);
    Some(AssessmentPage { assessment, part: own.part })
}

/// The places of a question in models.
pub fn placements(site: &Site, id: PageId) -> Vec<QuestionPlacement> {
    let all = &site.assessments;
    let link =
        |id: PageId, title: &str| PageLink { title: title.to_owned(), ..PageLink::new(site.page(id), &site.config) };
    let placement = |place: &QuestionPlace| {
        let (model, placed) = (&all.models[place.assessment], &all.placed[place.assessment]);
        let category = &model.categories[place.category];
        let question = &category.questions[place.question];
        QuestionPlacement {
            assessment: link(placed.start, &model.title),
            category: link(placed.categories[place.category], &category.title),
            levels: question.levels.len(),
            number: place.question + 1,
            total: category.questions.len(),
            anchor: token(&question.id),
        }
    };
    all.questions.get(&id).into_iter().flatten().map(placement).collect()
}

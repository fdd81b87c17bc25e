//! Puts calls into a template that count what it makes and reads.
//!
//! Calls are only inserted, so that each place of the new text has its place in the old one. A place inside a template that
//! is not known exactly (parentheses are not in the syntax tree) is only used for what may also be inside parentheses.

use std::ops::Range;

use minijinja::machinery::Span;
use minijinja::machinery::ast::{BinOp, BinOpKind, Call, CallArg, Expr, Set, Spanned, Stmt};
use minijinja::syntax::SyntaxConfig;

use crate::base::template_limits::depth::{parse_shallow, too_deep};

/// The method and filter for a value that was made.
pub(super) const KEEP: &str = "within_limits";
/// The method for a value that is stored where it can be changed.
pub(super) const STORE: &str = "stored_within_limits";
/// The method for a value that is read whole.
pub(super) const READ: &str = "read_within_limits";
/// The method and filter for a value whose items are looked at.
pub(super) const MEASURE: &str = "measured_within_limits";
/// The function for text of the template itself.
pub(super) const WRITE: &str = "write_within_limits";

/// The function in place of a template that is too deep to be compiled.
pub(super) const REFUSE: &str = "refuse_beyond_limits";

/// Text of a template that is short costs an instruction at least as much as its length.
const SHORT: usize = 32;

/// A template with calls that count, and its places in the text of its author.
#[derive(Debug, Clone)]
pub struct Limited {
    pub text: String,
    insertions: Vec<Insertion>,
}

#[derive(Debug, Clone)]
struct Insertion {
    /// The place in the text of the author.
    at: usize,
    text: String,
    /// What is counted there.
    about: Range<usize>,
}

/// Where a place of the text with calls is.
enum TextPlace<'l> {
    /// In the text of the author.
    Written(usize),
    Inserted(&'l Insertion),
}

impl Limited {
    /// Puts the calls into a template. A template that cannot be parsed stays as it is, for the engine to refuse; one that is
    /// too deep for the engine is replaced by a call that fails.
    pub fn of(text: &str, syntax: &SyntaxConfig) -> Limited {
        if let Some(about) = too_deep(text, syntax) {
            let text = format!("{{{{ {REFUSE}() }}}}");
            return Limited { text: text.clone(), insertions: vec![Insertion { at: 0, text, about }] };
        }
        let Some(parsed) = parse_shallow(text, syntax) else {
            return Limited { text: text.to_owned(), insertions: Vec::new() };
        };
        let mut writer = LimitWriter { source: text, insertions: Vec::new() };
        writer.statement(&parsed);
        let mut insertions = writer.insertions;
        // What ends at one place was found from the inside to the outside, and stays in this order.
        insertions.sort_by_key(|insertion| insertion.at);
        let mut limited = String::with_capacity(2 * text.len());
        let mut done = 0;
        for insertion in &insertions {
            limited.push_str(&text[done..insertion.at]);
            limited.push_str(&insertion.text);
            done = insertion.at;
        }
        limited.push_str(&text[done..]);
        Limited { text: limited, insertions }
    }

    /// The range in the text of the author; of a call that was inserted, what it counts.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        match self.original_place(range.start) {
            TextPlace::Written(start) => match self.original_place(range.end) {
                TextPlace::Written(end) => start..end,
                TextPlace::Inserted(insertion) => start..insertion.at.max(start),
            },
            TextPlace::Inserted(insertion) => insertion.about.clone(),
        }
    }

    fn original_place(&self, place: usize) -> TextPlace<'_> {
        let mut inserted = 0;
        for insertion in &self.insertions {
            let start = insertion.at + inserted;
            if place < start {
                break;
            }
            if place < start + insertion.text.len() {
                return TextPlace::Inserted(insertion);
            }
            inserted += insertion.text.len();
        }
        TextPlace::Written(place - inserted)
    }
}

struct LimitWriter<'s> {
    source: &'s str,
    insertions: Vec<Insertion>,
}

impl<'s> LimitWriter<'s> {
    fn insert(&mut self, at: usize, text: impl Into<String>, about: Range<usize>) {
        self.insertions.push(Insertion { at, text: text.into(), about });
    }

    /// A call behind an expression.
    fn method(&mut self, expression: &Expr<'s>, name: &str) {
        self.insert(end(expression), format!(".{name}()"), range(expression.span()));
    }

    /// A call on an expression that is put into parentheses.
    fn enclose(&mut self, about: Range<usize>, name: &str) {
        self.insert(about.start, "(", about.clone());
        self.insert(about.end, format!(").{name}()"), about);
    }

    fn statements(&mut self, statements: &[Stmt<'s>]) {
        statements.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &Stmt<'s>) {
        match statement {
            Stmt::Template(template) => self.statements(&template.children),
            Stmt::EmitExpr(emit) => self.expression(&emit.expr),
            Stmt::EmitRaw(emit) => self.raw(emit.raw),
            Stmt::ForLoop(found) => {
                self.expression(&found.iter);
                self.operand(&found.iter, MEASURE);
                found.filter_expr.iter().for_each(|filter| self.expression(filter));
                self.statements(&found.body);
                self.statements(&found.else_body);
            }
            Stmt::IfCond(found) => {
                self.expression(&found.expr);
                self.statements(&found.true_body);
                self.statements(&found.false_body);
            }
            Stmt::WithBlock(found) => {
                found.assignments.iter().for_each(|(_, value)| self.expression(value));
                self.statements(&found.body);
            }
            Stmt::Set(found) => self.set(found),
            Stmt::SetBlock(found) => {
                found.filter.iter().for_each(|filter| self.expression(filter));
                self.statements(&found.body);
            }
            Stmt::AutoEscape(found) => {
                self.expression(&found.enabled);
                self.statements(&found.body);
            }
            Stmt::FilterBlock(found) => {
                self.expression(&found.filter);
                self.statements(&found.body);
            }
            Stmt::Block(found) => self.statements(&found.body),
            Stmt::Import(found) => self.expression(&found.expr),
            Stmt::FromImport(found) => self.expression(&found.expr),
            Stmt::Extends(found) => self.expression(&found.name),
            Stmt::Include(found) => self.expression(&found.name),
            Stmt::Macro(found) => {
                found.defaults.iter().for_each(|value| self.expression(value));
                self.statements(&found.body);
            }
            Stmt::CallBlock(found) => {
                self.call(&found.call);
                found.macro_decl.defaults.iter().for_each(|value| self.expression(value));
                self.statements(&found.macro_decl.body);
            }
            Stmt::Do(found) => self.call(&found.call),
        }
    }

    /// Text of the template, which a loop may write often into a value: a call in the middle of it.
    ///
    /// White space around tags has a meaning, so the call is between two letters where there are any.
    fn raw(&mut self, raw: &'s str) {
        if raw.len() < SHORT {
            return;
        }
        let start = raw.as_ptr() as usize - self.source.as_ptr() as usize;
        let is_letter =
            |at: &usize| raw.as_bytes()[at - 1].is_ascii_alphanumeric() && raw.as_bytes()[*at].is_ascii_alphanumeric();
        let is_possible = |at: &usize| raw.is_char_boundary(*at) && !raw[..*at].ends_with('{');
        let middle = (1..raw.len()).find(is_letter).or_else(|| (raw.len() / 2..raw.len()).find(is_possible));
        let Some(middle) = middle.map(|middle| start + middle) else { return };
        let call = format!("{{{{ {WRITE}({}) }}}}", raw.len());
        let is_raw_block = is_end_of_raw_tag(self.source[..start].trim_end());
        let call = if is_raw_block { format!("{{% endraw %}}{call}{{% raw %}}") } else { call };
        let shown = raw.trim().lines().next().unwrap_or_default();
        let shown_start = start + raw.len() - raw.trim_start().len();
        self.insert(middle, call, shown_start..shown_start + shown.len());
    }

    fn set(&mut self, found: &Spanned<Set<'s>>) {
        self.expression(&found.expr);
        let is_bare_tuple = matches!(&found.expr, Expr::Tuple(tuple) if !self.is_in_parentheses(tuple.span()));
        let method = match found.target {
            _ if is_bare_tuple => KEEP,
            Expr::GetAttr(_) => STORE,
            _ => return,
        };
        let target = end(&found.target);
        if let Some(equals) = self.source[target..].find('=') {
            self.enclose(target + equals + 1..end(&found.expr), method);
        }
    }

    fn is_in_parentheses(&self, span: Span) -> bool {
        self.source[span.start_offset as usize..].starts_with('(')
    }

    fn expression(&mut self, expression: &Expr<'s>) {
        match expression {
            Expr::Var(_) | Expr::Const(_) => {}
            Expr::Slice(found) => {
                self.expression(&found.expr);
                [&found.start, &found.stop, &found.step].into_iter().flatten().for_each(|part| self.expression(part));
                self.method(expression, KEEP);
            }
            Expr::UnaryOp(found) => self.expression(&found.expr),
            Expr::BinOp(found) => self.binary(found),
            Expr::Compare(found) => {
                self.expression(&found.expr);
                self.operand(&found.expr, READ);
                for compared in &found.ops {
                    self.expression(&compared.expr);
                    self.operand(&compared.expr, READ);
                }
            }
            Expr::IfExpr(found) => {
                self.expression(&found.test_expr);
                self.expression(&found.true_expr);
                found.false_expr.iter().for_each(|otherwise| self.expression(otherwise));
            }
            Expr::Filter(found) => {
                found.expr.iter().for_each(|value| self.expression(value));
                let about = range(found.span());
                if !matches!(found.expr, Some(Expr::Filter(_))) {
                    self.insert(about.start, format!("{MEASURE}|"), about.clone());
                }
                self.arguments(&found.args);
                self.insert(about.end, format!("|{KEEP}"), about);
            }
            Expr::Test(found) => {
                self.expression(&found.expr);
                self.arguments(&found.args);
            }
            Expr::GetAttr(found) => self.expression(&found.expr),
            Expr::GetItem(found) => {
                self.expression(&found.expr);
                self.operand(&found.expr, MEASURE);
                self.expression(&found.subscript_expr);
            }
            Expr::Call(found) => self.call(found),
            Expr::List(found) => {
                found.items.iter().for_each(|item| self.expression(item));
                self.method(expression, KEEP);
            }
            Expr::Tuple(found) => {
                found.items.iter().for_each(|item| self.expression(item));
                if self.is_in_parentheses(found.span()) {
                    self.method(expression, KEEP);
                }
            }
            Expr::Map(found) => {
                found.keys.iter().chain(&found.values).for_each(|item| self.expression(item));
                self.method(expression, KEEP);
            }
        }
    }

    fn binary(&mut self, found: &Spanned<BinOp<'s>>) {
        self.expression(&found.left);
        self.expression(&found.right);
        match found.op {
            BinOpKind::Add | BinOpKind::Mul | BinOpKind::Concat => {
                // The engine would compute constants before anything is counted, and it repeats tuples in memory.
                if matches!(found.op, BinOpKind::Mul) {
                    self.operand(&found.left, KEEP);
                    self.operand(&found.right, KEEP);
                }
                if matches!(found.left, Expr::Const(_)) {
                    self.insert(end(&found.left), format!("|{KEEP}"), range(found.left.span()));
                }
                self.enclose(range(found.span()), KEEP);
            }
            BinOpKind::Eq
            | BinOpKind::Ne
            | BinOpKind::Lt
            | BinOpKind::Lte
            | BinOpKind::Gt
            | BinOpKind::Gte
            | BinOpKind::In => {
                self.operand(&found.left, READ);
                self.operand(&found.right, READ);
            }
            _ => {}
        }
    }

    /// Counts a value that an operation reads. What was made by an operation is counted there.
    fn operand(&mut self, operand: &Expr<'s>, method: &str) {
        match operand {
            Expr::Var(_) | Expr::GetAttr(_) | Expr::GetItem(_) | Expr::Call(_) => self.method(operand, method),
            Expr::IfExpr(found) => {
                self.operand(&found.true_expr, method);
                found.false_expr.iter().for_each(|otherwise| self.operand(otherwise, method));
            }
            Expr::BinOp(found) if matches!(found.op, BinOpKind::ScAnd | BinOpKind::ScOr) => {
                self.operand(&found.left, method);
                self.operand(&found.right, method);
            }
            _ => {}
        }
    }

    fn call(&mut self, call: &Spanned<Call<'s>>) {
        // A method is called on what is before it; its name is no value.
        match &call.expr {
            Expr::GetAttr(method) => {
                self.expression(&method.expr);
                if method.name == "changed" {
                    call.args.iter().for_each(|argument| self.operand(argument_value(argument), READ));
                }
            }
            other => self.expression(other),
        }
        self.arguments(&call.args);
    }

    fn arguments(&mut self, arguments: &[CallArg<'s>]) {
        arguments.iter().for_each(|argument| self.expression(argument_value(argument)));
    }
}

fn argument_value<'a, 's>(argument: &'a CallArg<'s>) -> &'a Expr<'s> {
    match argument {
        CallArg::Pos(value) | CallArg::Kwarg(_, value) | CallArg::PosSplat(value) | CallArg::KwargSplat(value) => value,
    }
}

fn range(span: Span) -> Range<usize> {
    span.start_offset as usize..span.end_offset as usize
}

fn end(expression: &Expr<'_>) -> usize {
    range(expression.span()).end
}

/// Whether a text ends with the tag that begins raw text.
fn is_end_of_raw_tag(before: &str) -> bool {
    let inner = before.strip_suffix("%}").map(|inner| inner.trim_end_matches(['-', '+']).trim_end());
    inner
        .and_then(|inner| inner.strip_suffix("raw"))
        .is_some_and(|inner| inner.trim_end().trim_end_matches(['-', '+']).ends_with("{%"))
}

/**
 * The patient's history: its texts, and the factors read out of them, each with where it came from.
 *
 * <p>{@link org.hilum.model.history.HistoryParser} reads Chinese and English free text by the rules
 * of {@code rules.txt}: words for each factor, and words that deny, doubt, end the reach of either,
 * or tell of whom is spoken. What it decides, and why:
 *
 * <ul>
 *   <li>A factor nobody mentioned is {@code null}; doubted, screened-for or "ruled out" disease is
 *       not history and leaves it {@code null}, too.
 *   <li>COPD is not emphysema unless emphysema is named: Brock's factor is emphysema, and many with
 *       COPD have none.
 *   <li>Denying one cancer ("denies breast cancer") denies no other. Denying cancer as such denies
 *       lung cancer and cancer outside the chest. "History of cancer" without its kind tells
 *       nothing. Cancers of the oesophagus, thymus, pleura and mediastinum lie in the chest and are
 *       not lung cancers, so they count as neither; nor do basal cell carcinomas.
 *   <li>"No family history" and "家族史:无特殊" deny lung cancer in the family; relatives by marriage do
 *       not count as family.
 *   <li>"Smoker" means one who smokes now, "smoking history" or an amount one who has smoked; "does
 *       not currently smoke" tells neither never nor former.
 *   <li>Pack-years are taken as written, or from cigarettes a day times years; a Chinese smoking
 *       index (cigarettes a day times years) is divided by 20.
 *   <li>Contradictions: see {@link org.hilum.model.history.HistoryParser}.
 * </ul>
 *
 * <p>How well it reads: all of 129 sentences it was worked on; on a set of 38 written after the
 * rules and not worked on, 299 of 304 factors (counting those rightly left unknown), 72 of the 77
 * factors that were stated or read, 34 of 38 whole sentences. All are hand-written by one author,
 * so they say what the rules cover and not how often a hospital's texts are read right.
 */
@NullMarked
package org.hilum.model.history;

import org.jspecify.annotations.NullMarked;

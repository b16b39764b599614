/**
 * The guidelines as tables and pure functions: facts in, a decision with the id of its rule out.
 * Nothing is assumed: what a rule needs and nobody knows makes its result a range and is listed.
 * The texts of the rules stand in the report's message files.
 */
@NullMarked
package org.hilum.report.guideline;

import org.jspecify.annotations.NullMarked;

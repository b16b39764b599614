/** The report for other systems: HL7 v2 and FHIR. Pure functions; sending is for others. */
@NullMarked
package org.hilum.report.exchange;

import org.jspecify.annotations.NullMarked;

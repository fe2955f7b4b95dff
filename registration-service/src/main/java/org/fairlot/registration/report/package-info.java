/**
 * The programme's report (评估报告): five families of figures after each day and at the end, what came beside what was forecast,
 * and how evenly outlets and chances lie over the streets. {@code view} keeps what is counted, {@code figures} makes
 * figures of counts, {@code web} asks the store and answers.
 */
package org.fairlot.registration.report;

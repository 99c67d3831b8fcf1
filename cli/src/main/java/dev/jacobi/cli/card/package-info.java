/**
 * The card of an operation, gathered from the code: what its rules make of it, what is claimed of
 * its accuracy, and what is measured here and now. Depends on core and testkit. Read {@link
 * dev.jacobi.cli.card.OpCard} first.
 */
package dev.jacobi.cli.card;

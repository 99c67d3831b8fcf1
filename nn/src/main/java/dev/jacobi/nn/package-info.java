/**
 * Layers and losses: records of tensors, composed from the operations of core. May depend on core
 * only. Read {@code Linear} first.
 */
package dev.jacobi.nn;

/**
 * The training loop: epochs, evaluation, metrics, checkpoints that go on bit for bit, and what is
 * told while it runs. May depend on every package of core and nn. Read {@link
 * dev.jacobi.train.Trainer} first, then {@code TrainingRun}, the loop itself.
 */
package dev.jacobi.train;

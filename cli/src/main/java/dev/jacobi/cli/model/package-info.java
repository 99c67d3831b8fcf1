/**
 * What {@code jacobi train} makes: networks on the columns of a table, their tensors by name, the
 * file they live in, and the files of numbers they are applied to. Depends on core and nn. Read
 * {@link dev.jacobi.cli.model.TableModel} first.
 */
package dev.jacobi.cli.model;

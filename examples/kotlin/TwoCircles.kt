// A classifier in Kotlin: models and batches are records, and tensors take its operators.

import dev.jacobi.Jacobi
import dev.jacobi.Key
import dev.jacobi.Samples
import dev.jacobi.Tensor
import dev.jacobi.data.Dataset
import dev.jacobi.data.Loader
import dev.jacobi.nn.Linear
import dev.jacobi.nn.Loss
import dev.jacobi.optim.Adam
import dev.jacobi.train.Metric
import dev.jacobi.train.Trainer
import dev.jacobi.type.DType

/** A data class with this annotation is a record, so it is a model. */
@JvmRecord
data class Net(val hidden: Linear, val output: Linear) {
  operator fun invoke(x: Tensor): Tensor = output.apply(hidden.apply(x).tanh())
}

@Samples
@JvmRecord
data class Batch(val x: Tensor, val label: Tensor)

/** Points in the plane; label 1 outside of a circle. */
fun points(count: Int, key: Key): Dataset<Batch> {
  val x = key.normal(count, 2).value()
  return Dataset.of(Batch(x, x.square().sum(1).gt(1.4).cast(DType.INT64).value()))
}

fun operators() {
  val x = Tensor.of(1.0, 2.0, 4.0)
  val y = -x * x + x / 2.0 - 1.0
  println(y)
  println(y.sum().gradient(x)) // 1/2 - 2 x
  println(y[2].item())
}

/** The slope of every sample's output, in one pass. */
fun jacobians(net: Net) {
  val z = Key.of(5).normal(4, 2)
  val y = net(z)
  val batched = y.jacobian(z)
  val looped = y[3][0].gradient(z)[3] // one sample, one output
  println("${batched.shape()} ${(batched[3][0] - looped).abs().max().item() < 1e-6}")
}

fun main() {
  operators()

  val key = Key.of(1)
  val net = Net(Linear.of(key.foldIn(0), 2, 16), Linear.of(key.foldIn(1), 16, 2))
  val trained =
    Trainer.of({ n: Net, b: Batch -> Loss.crossEntropy(n(b.x), b.label) }, Adam.learningRate(0.02))
      .metrics({ n, b -> n(b.x) }, { it.label }, Metric.accuracy())
      .evaluate("validation", Loader.of(points(200, Key.of(2)), 200))
      .epochs(20)
      .fit(net, Loader.of(points(500, Key.of(3)), 50).shuffle(4))
  val accuracy = trained.history().of("validation accuracy").last()
  println("accuracy above 0.95: ${accuracy > 0.95}")

  jacobians(trained.model())

  val step = Jacobi.compile { n: Net, b: Batch -> Loss.crossEntropy(n(b.x), b.label).gradient(n) }
  println(step.apply(net, points(7, key).all()).hidden.weight().shape())
}

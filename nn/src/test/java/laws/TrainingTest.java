package laws;

import static laws.Case.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jacobi.Jacobi;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Loss;
import dev.jacobi.optim.Adam;
import dev.jacobi.optim.Optimizer;
import dev.jacobi.optim.Sgd;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Training steps end where PyTorch ends, as written and compiled. */
class TrainingTest {

  record SimpleNet(Linear linear1, Linear linear2) {}

  @Samples
  record Batch(Tensor x, Tensor t) {}

  record Result(SimpleNet net, Tensor loss1, Tensor loss2) {}

  private static Result isometricStep(Sgd sgd, SimpleNet net, Batch batch) {
    Tensor z = net.linear1().apply(batch.x());
    Tensor y = net.linear2().apply(z);
    Tensor loss1 = Loss.mse(y, batch.t());
    Tensor loss2 = y.jacobian(z).square().sum(1, 2).sqrt().minus(1).abs().sum();
    SimpleNet gradient = loss1.plus(loss2).gradient(net);
    return new Result(sgd.update(net, gradient), loss1, loss2);
  }

  private static void simpleNet(BiFunction<SimpleNet, Batch, Result> step) {
    Case file = Case.read("simplenet.json");
    SimpleNet net =
        new SimpleNet(
            new Linear(file.tensor("start", "linear1.weight"), null),
            new Linear(file.tensor("start", "linear2.weight"), null));
    Batch batch = new Batch(file.tensor("x"), file.tensor("t"));
    for (JsonNode expected : file.root().get("steps")) {
      Result result = step.apply(net, batch);
      assertClose(result.loss1().item(), expected.get("loss1").asDouble());
      assertClose(result.loss2().item(), expected.get("loss2").asDouble());
      net = result.net();
    }
    assertClose(net.linear1().weight(), file.tensor("end", "linear1.weight"));
    assertClose(net.linear2().weight(), file.tensor("end", "linear2.weight"));
  }

  @Test
  void lossOnPerSampleJacobiansDescends() {
    Sgd sgd = Sgd.learningRate(Case.read("simplenet.json").number("lr"));
    simpleNet((net, batch) -> isometricStep(sgd, net, batch));
  }

  @Test
  void lossOnPerSampleJacobiansDescendsCompiled() {
    Sgd sgd = Sgd.learningRate(Case.read("simplenet.json").number("lr"));
    simpleNet(Jacobi.compile((SimpleNet net, Batch batch) -> isometricStep(sgd, net, batch)));
  }

  record Net(Linear hidden, Linear output) {
    Tensor apply(Tensor x) {
      return output.apply(hidden.apply(x).tanh());
    }
  }

  record Training(Net net, Optimizer.State<Net> state) {}

  record Loss1(Training training, Tensor loss) {}

  private static Loss1 adamStep(Adam adam, Training training, Batch batch) {
    Tensor loss = Loss.mse(training.net().apply(batch.x()), batch.t());
    Optimizer.Step<Net> step =
        adam.update(training.net(), loss.gradient(training.net()), training.state());
    return new Loss1(new Training(step.model(), step.state()), loss);
  }

  private static void adam(Function<Adam, BiFunction<Training, Batch, Loss1>> stepOf) {
    Case file = Case.read("optim_adam.json");
    JsonNode hyper = file.root().get("hyper");
    Adam adam =
        Adam.learningRate(hyper.get("lr").asDouble())
            .withBetas(hyper.get("betas").get(0).asDouble(), hyper.get("betas").get(1).asDouble())
            .withEpsilon(hyper.get("eps").asDouble())
            .withWeightDecay(hyper.get("weight_decay").asDouble());
    Net net = net(file, "start");
    Training training = new Training(net, adam.init(net));
    Batch batch = new Batch(file.tensor("x"), file.tensor("t"));
    BiFunction<Training, Batch, Loss1> step = stepOf.apply(adam);
    for (JsonNode expected : file.root().get("losses")) {
      Loss1 result = step.apply(training, batch);
      assertClose(result.loss().item(), expected.asDouble());
      training = result.training();
    }
    Net end = net(file, "end");
    assertClose(training.net().hidden().weight(), end.hidden().weight());
    assertClose(training.net().output().weight(), end.output().weight());
    assertClose(training.net().apply(batch.x()), end.apply(batch.x()));
    assertThat(training.state().steps().item()).isEqualTo(file.root().get("losses").size());
  }

  private static Net net(Case file, String when) {
    return new Net(
        new Linear(file.tensor(when, "0.weight"), file.tensor(when, "0.bias")),
        new Linear(file.tensor(when, "2.weight"), file.tensor(when, "2.bias")));
  }

  @Test
  void adamDescends() {
    adam(adam -> (training, batch) -> adamStep(adam, training, batch));
  }

  @Test
  void adamDescendsCompiled() {
    adam(adam -> Jacobi.compile((Training t, Batch b) -> adamStep(adam, t, b)));
  }
}

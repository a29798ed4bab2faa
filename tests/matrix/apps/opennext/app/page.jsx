export default function Page() {
  return <p>OpenNext</p>;
}
